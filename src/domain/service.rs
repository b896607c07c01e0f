//! What workers provided: contacts and recovery support services alike.

pub mod expected;
pub mod told;

use crate::words;

words! {
    /// How a service was provided.
    Mode {
        Home = "home" => "Home visit",
        Office = "office" => "Office",
        Field = "field" => "Field",
        TreatmentSite = "treatment_site" => "Treatment site",
        Phone = "phone" => "Phone",
        Video = "video" => "Video",
        Attempted = "attempted" => "Attempted",
    }
}

impl Mode {
    /// Whether the provider and the family were in one room.
    pub fn in_person(self) -> bool {
        matches!(self, Self::Home | Self::Office | Self::Field | Self::TreatmentSite)
    }
}

words! {
    /// Why a Recovery Coordinator drove.
    TravelPurpose {
        ClientHome = "client_home" => "Client home",
        Meeting = "meeting" => "Meeting",
        Training = "training" => "Training",
    }
}
