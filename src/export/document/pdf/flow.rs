//! Pages filled from the top, and the tree of what stands on them: what is read aloud, in which order, and as what.

use super::face::{Faces, Style};
use krilla::tagging::TagKind;

/// US Letter, in points.
pub(super) const PAGE: (f32, f32) = (612.0, 792.0);
/// The margin at the sides and at the top.
pub(super) const MARGIN: f32 = 54.0;
/// The width of the text.
pub(super) const WIDE: f32 = PAGE.0 - 2.0 * MARGIN;

/// How dark something is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ink {
    /// Text and plots.
    Dark,
    /// Captions.
    Dim,
    /// Rules.
    Rule,
    /// Behind the heads of tables.
    Shade,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// A line of text, from its base line.
    Words(Style, String),
    /// A line through points, in dashes where there are any.
    Line(Vec<(f32, f32)>, f32, Vec<f32>),
    /// A filled rectangle, so wide and tall.
    Block(f32, f32),
}

/// Why something is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Role {
    /// It says something: a leaf of the tree by its number.
    Leaf(usize),
    /// It is decoration.
    Layout,
    /// It is repeated on every page.
    Footer,
}

/// Something on a page.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its left and its base line, from the top of the page.
    pub at: (f32, f32),
    /// How dark.
    pub ink: Ink,
    /// What.
    pub mark: Mark,
    /// Why.
    pub role: Role,
}

/// A branch of the tree.
#[derive(Debug)]
pub(super) struct Branch {
    /// What it is.
    pub tag: TagKind,
    /// What belongs to it, in the order of reading.
    pub kids: Vec<Kid>,
}

/// What belongs to a branch.
#[derive(Debug)]
pub(super) enum Kid {
    /// A smaller branch.
    Branch(Branch),
    /// Something on a page.
    Leaf(usize),
}

impl Branch {
    /// A branch without anything.
    pub fn new(tag: impl Into<TagKind>) -> Self {
        Self { tag: tag.into(), kids: Vec::new() }
    }

    /// Adds a branch.
    pub fn branch(&mut self, branch: Branch) {
        self.kids.push(Kid::Branch(branch));
    }

    /// Adds a leaf.
    pub fn leaf(&mut self, leaf: usize) {
        self.kids.push(Kid::Leaf(leaf));
    }
}

/// An entry of the outline.
#[derive(Debug)]
pub(super) struct Entry {
    /// 0 is the title.
    pub level: u8,
    /// Its words.
    pub text: String,
    /// On which page, and how far down.
    pub at: (usize, f32),
}

/// The pages as far as they are filled.
pub(super) struct Flow {
    /// The faces.
    pub faces: Faces,
    /// What is on each page.
    pub pages: Vec<Vec<Piece>>,
    /// What is read, in order.
    pub tree: Vec<Branch>,
    /// What the outline lists.
    pub outline: Vec<Entry>,
    /// How far down the page is filled.
    pub y: f32,
    /// How far down it may be filled.
    pub bottom: f32,
    leaves: usize,
}

impl Flow {
    /// An empty page, of which so much at the foot is kept free.
    pub fn new(faces: Faces, foot: f32) -> Self {
        let bottom = PAGE.1 - MARGIN - foot;
        let pages = vec![Vec::new()];
        Self { faces, pages, tree: Vec::new(), outline: Vec::new(), y: MARGIN, bottom, leaves: 0 }
    }

    /// The number of the page that is filled, from nought.
    pub fn page(&self) -> usize {
        self.pages.len().saturating_sub(1)
    }

    /// How many leaves there are.
    pub fn leaves(&self) -> usize {
        self.leaves
    }

    /// Begins a page.
    pub fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = MARGIN;
    }

    /// Begins a page where so much does not fit any more.
    pub fn room(&mut self, tall: f32) {
        if self.y > MARGIN && self.y + tall > self.bottom {
            self.turn();
        }
    }

    /// Leaves space, but not at the head of a page.
    pub fn space(&mut self, tall: f32) {
        if self.y > MARGIN {
            self.y += tall;
        }
    }

    /// Draws what is only decoration.
    pub fn decorate(&mut self, at: (f32, f32), ink: Ink, mark: Mark) {
        self.put(Piece { at, ink, mark, role: Role::Layout });
    }

    /// Draws what says something; gives the number of its leaf.
    pub fn leaf(&mut self, at: (f32, f32), ink: Ink, mark: Mark) -> usize {
        let leaf = self.leaves;
        self.leaves += 1;
        self.put(Piece { at, ink, mark, role: Role::Leaf(leaf) });
        leaf
    }

    fn put(&mut self, piece: Piece) {
        if let Some(page) = self.pages.last_mut() {
            page.push(piece);
        }
    }

    /// Draws a line of text whose top is at so many points; a blank for no text, since what is empty is not read as a
    /// cell of its table.
    pub fn words(&mut self, (x, top): (f32, f32), style: Style, text: &str) -> usize {
        let text = if text.is_empty() { " " } else { text };
        let ink = if style.dim { Ink::Dim } else { Ink::Dark };
        self.leaf((x, top + style.size * 1.05), ink, Mark::Words(style, text.to_owned()))
    }

    /// Sets a text over lines and pages, under a tag.
    pub fn text(
        &mut self,
        tag: impl Into<TagKind>,
        (x, wide): (f32, f32),
        style: Style,
        text: &str,
    ) -> Branch {
        let mut branch = Branch::new(tag);
        for line in self.faces.wrap(style, text, wide) {
            self.room(style.leading());
            let leaf = self.words((x, self.y), style, &line);
            branch.leaf(leaf);
            self.y += style.leading();
        }
        branch
    }
}
