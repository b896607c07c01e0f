//! A plot as inline SVG, in the colours of the page; every line has its own dash, so that it is told without colour.

use super::Chart;
use super::html::escape;
use std::fmt::Write;

const WIDE: f64 = 640.0;
const TALL: f64 = 220.0;
const LEFT: f64 = 44.0;
const FOOT: f64 = 28.0;
const DASHES: [&str; 4] = ["", "7 4", "2 3", "9 3 2 3"];

/// The plot.
pub(super) fn draw(chart: &Chart) -> String {
    let most = chart.lines.iter().flat_map(|line| line.points.iter().flatten()).copied().fold(0.0, f64::max);
    let most = if most > 0.0 { most } else { 1.0 };
    let legend = 18.0 * chart.lines.len() as f64;
    let tall = TALL + FOOT + legend;
    let mut out = String::new();
    let title = escape(&chart.title);
    let _ = write!(
        out,
        "<svg role=\"img\" aria-label=\"{title}\" viewBox=\"0 0 {WIDE} {tall}\" width=\"{WIDE}\" height=\"{tall}\" \
         fill=\"none\" stroke=\"currentColor\" font-family=\"system-ui,sans-serif\" font-size=\"12\"><title>{title}</title>"
    );
    axis(&mut out, most);
    labels(&mut out, &chart.labels);
    for (place, line) in chart.lines.iter().enumerate() {
        let dash = DASHES.get(place % DASHES.len()).copied().unwrap_or("");
        path(&mut out, &line.points, most, dash);
        let y = TALL + FOOT + 18.0 * place as f64 + 10.0;
        let _ = write!(
            out,
            "<path d=\"M{LEFT} {y}h34\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>\
             <text x=\"{}\" y=\"{}\" stroke=\"none\" fill=\"currentColor\">{}</text>",
            LEFT + 42.0,
            y + 4.0,
            escape(&line.name)
        );
    }
    out.push_str("</svg>");
    out
}

fn x(place: usize, count: usize) -> f64 {
    let steps = count.saturating_sub(1).max(1) as f64;
    LEFT + (WIDE - LEFT - 20.0) * place as f64 / steps
}

fn y(value: f64, most: f64) -> f64 {
    8.0 + (TALL - 16.0) * (1.0 - value / most)
}

fn axis(out: &mut String, most: f64) {
    for part in [0.0, 0.5, 1.0] {
        let (value, y) = (most * part, y(most * part, most));
        let decimals = usize::from(most < 4.0);
        let _ = write!(
            out,
            "<path d=\"M{LEFT} {y:.1}H{WIDE}\" opacity=\".2\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" \
             stroke=\"none\" fill=\"currentColor\">{value:.decimals$}</text>",
            LEFT - 6.0,
            y + 4.0
        );
    }
}

fn labels(out: &mut String, labels: &[String]) {
    let every = labels.len().div_ceil(12).max(1);
    for (place, label) in labels.iter().enumerate().filter(|(place, _)| place % every == 0) {
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\" stroke=\"none\" fill=\"currentColor\">{}</text>",
            x(place, labels.len()),
            TALL + 14.0,
            escape(label)
        );
    }
}

/// The line; a month without data is a gap.
fn path(out: &mut String, points: &[Option<f64>], most: f64, dash: &str) {
    let mut d = String::new();
    let mut gap = true;
    for (place, point) in points.iter().enumerate() {
        let Some(value) = point else {
            gap = true;
            continue;
        };
        let (x, y) = (x(place, points.len()), y(*value, most));
        let _ = write!(d, "{}{x:.1} {y:.1}", if gap { 'M' } else { 'L' });
        let _ = write!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"currentColor\"/>");
        gap = false;
    }
    let _ = write!(out, "<path d=\"{d}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>");
}
