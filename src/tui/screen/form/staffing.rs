//! The forms about staff, posts, agencies and sites; each knows what stands there when it is opened.

mod away;
mod charge;
mod employment;
mod learning;
mod passphrase;
mod place;
mod post;

pub use away::{Cover, EndCover, Leave, Separation};
pub use charge::Charge;
pub use employment::{Details, Employment, Shares};
pub use learning::{Credential, Training};
pub use passphrase::Passphrase;
pub use place::{Agency, Site};
pub use post::{Fill, Post, PostCover};

use super::sheet::Sheet;
use crate::domain::StaffId;
use crate::domain::staff::Role;

/// Whom a form is about.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// The person.
    pub staff: StaffId,
    /// Their role.
    pub role: Role,
    /// Their name as said aloud.
    pub who: String,
}

/// Makes the enum of these forms; each is one line with the name under which its drafts would be kept.
macro_rules! staff_sheets {
    ($($(#[$meta:meta])* $name:ident $entity:literal),+ $(,)?) => {
        /// A form about staff, posts, agencies or sites.
        #[derive(Clone, Debug, PartialEq)]
        pub enum StaffSheet { $($(#[$meta])* $name($name)),+ }

        impl StaffSheet {
            /// The form's name, and the form.
            pub(super) fn sheet(&self) -> (&'static str, Box<dyn Sheet>) {
                match self { $(Self::$name(sheet) => ($entity, Box::new(sheet.clone()))),+ }
            }
        }
    };
}

staff_sheets! {
    /// Name, short name, e-mail.
    Details "form_staff_details",
    /// Employment from a day on, or a spell corrected.
    Employment "form_employment",
    /// Sites and shares of time.
    Shares "form_shares",
    /// A leave.
    Leave "form_leave",
    /// Leaving the agency.
    Separation "form_separation",
    /// A credential.
    Credential "form_credential",
    /// A training.
    Training "form_training",
    /// A deputy.
    Cover "form_cover",
    /// The last day of a cover.
    EndCover "form_end_cover",
    /// An authorised post.
    Post "form_post",
    /// Who fills a post.
    Fill "form_fill",
    /// Who covers a post.
    PostCover "form_post_cover",
    /// An agency.
    Agency "form_agency",
    /// A site.
    Site "form_site",
    /// What is charged to a fee or allowance.
    Charge "form_charge",
    /// A passphrase.
    Passphrase "form_passphrase",
}

/// A share of full time as people type it: `0.5`, `0,5`.
pub(super) fn read_fte(text: &str) -> Option<f64> {
    text.replace(',', ".").parse().ok().filter(|fte| *fte > 0.0 && *fte <= 1.5)
}

/// What stands under an FTE field that holds something else.
pub(super) const FTE: &str = "Give a number up to 1.5: 1.0 is full time, 0.5 is half";
