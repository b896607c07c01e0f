//! Pages that are laid out become the bytes of a file, with the tree, the outline and what the file says about itself.

use super::flow::{Branch, Entry, Flow, Ink, Kid, Mark, PAGE, Piece, Role};
use crate::error::{Error, Kind, Result};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TagGroup, TagTree};
use krilla::{Document, SerializeSettings};

/// The language of what the program itself writes.
const LANGUAGE: &str = "en-US";

/// The bytes of the file.
///
/// # Errors
/// It would not conform to PDF/UA-1.
pub(super) fn paint(flow: &Flow, title: &str) -> Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| failed("its standard is unknown"))?;
    let mut file = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut leaves: Vec<Option<Identifier>> = vec![None; flow.leaves()];
    for pieces in &flow.pages {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| failed("it has no page"))?;
        let mut page = file.start_page_with(settings);
        let mut surface = page.surface();
        for piece in pieces {
            put(&mut surface, flow, piece, &mut leaves);
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    for branch in &flow.tree {
        tree.push(group(branch, &leaves));
    }
    file.set_tag_tree(tree);
    file.set_outline(outline(&flow.outline));
    let about =
        Metadata::new().title(title.to_owned()).language(LANGUAGE.to_owned()).creator("ifr".to_owned());
    file.set_metadata(about);
    // Its words count what is wrong; in full it would tell what the document says.
    file.finish().map_err(failed)
}

fn failed(why: impl std::fmt::Display) -> Error {
    Error::new(Kind::Io, format!("the PDF could not be written: {why}"))
        .hint("write it as .docx or .html instead")
}

fn put(surface: &mut Surface<'_>, flow: &Flow, piece: &Piece, leaves: &mut [Option<Identifier>]) {
    let artifact = |kind| ContentTag::Artifact(Artifact::with_kind(kind));
    let tag = match (piece.role, &piece.mark) {
        (Role::Leaf(_), Mark::Words(..)) => ContentTag::Span(SpanTag::empty()),
        (Role::Leaf(_), _) => ContentTag::Other,
        (Role::Layout, _) => artifact(ArtifactType::Layout),
        (Role::Footer, _) => artifact(ArtifactType::Footer),
    };
    let identifier = surface.start_tagged(tag);
    draw(surface, flow, piece);
    surface.end_tagged();
    if let Role::Leaf(leaf) = piece.role
        && let Some(place) = leaves.get_mut(leaf)
    {
        *place = Some(identifier);
    }
}

fn draw(surface: &mut Surface<'_>, flow: &Flow, piece: &Piece) {
    let (x, y) = piece.at;
    let color = color(piece.ink);
    let fill = Fill { paint: color.into(), ..Fill::default() };
    match &piece.mark {
        Mark::Words(style, text) => {
            let face = flow.faces.of(*style);
            surface.set_stroke(None);
            surface.set_fill(Some(fill));
            let (at, glyphs) = (Point::from_xy(x, y), face.glyphs(text));
            surface.draw_glyphs(at, &glyphs, face.font.clone(), text, style.size, false);
        }
        Mark::Line(points, width, dash) => {
            let mut path = PathBuilder::new();
            for (place, (right, down)) in points.iter().enumerate() {
                if place == 0 {
                    path.move_to(x + right, y + down);
                } else {
                    path.line_to(x + right, y + down);
                }
            }
            let dash = (!dash.is_empty()).then(|| StrokeDash { array: dash.clone(), offset: 0.0 });
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: color.into(),
                width: *width,
                dash,
                ..Stroke::default()
            }));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        Mark::Block(wide, tall) => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(x, y, *wide, *tall) {
                path.push_rect(rect);
            }
            surface.set_stroke(None);
            surface.set_fill(Some(fill));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}

fn color(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Dark => rgb::Color::new(0x14, 0x18, 0x1e),
        // 7 to 1 on white, as WCAG asks at its strictest.
        Ink::Dim => rgb::Color::new(0x4b, 0x52, 0x5c),
        Ink::Rule => rgb::Color::new(0xc9, 0xd0, 0xd8),
        Ink::Shade => rgb::Color::new(0xe8, 0xec, 0xf1),
    }
}

fn group(branch: &Branch, leaves: &[Option<Identifier>]) -> TagGroup {
    let mut out = TagGroup::new(branch.tag.clone());
    for kid in &branch.kids {
        match kid {
            Kid::Branch(branch) => out.push(group(branch, leaves)),
            Kid::Leaf(leaf) => {
                if let Some(leaf) = leaves.get(*leaf).copied().flatten() {
                    out.push(leaf);
                }
            }
        }
    }
    out
}

/// The title, and under it the headings under each other.
fn outline(entries: &[Entry]) -> Outline {
    let mut outline = Outline::new();
    let mut rest = entries;
    while let Some((first, after)) = rest.split_first() {
        let under = after.iter().take_while(|entry| entry.level > first.level).count();
        let (below, next) = after.split_at(under);
        outline.push_child(node(first, below));
        rest = next;
    }
    outline
}

fn node(entry: &Entry, below: &[Entry]) -> OutlineNode {
    let at = XyzDestination::new(entry.at.0, Point::from_xy(0.0, entry.at.1));
    let mut node = OutlineNode::new(entry.text.clone(), at).with_open(true);
    let mut rest = below;
    while let Some((first, after)) = rest.split_first() {
        let under = after.iter().take_while(|entry| entry.level > first.level).count();
        let (below, next) = after.split_at(under);
        node.push_child(self::node(first, below));
        rest = next;
    }
    node
}
