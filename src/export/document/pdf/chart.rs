//! A plot as a figure with a text for those who do not see it; its table follows.

use super::super::{Chart, ChartLine};
use super::face::Style;
use super::flow::{Branch, Flow, Ink, MARGIN, Mark, WIDE};
use super::{CAPTION, plain};
use krilla::geom::Rect;
use krilla::tagging::{BBox, Tag};

const TALL: f32 = 130.0;
const LEFT: f32 = MARGIN + 34.0;
const RIGHT: f32 = MARGIN + WIDE - 12.0;
const TICK: Style = Style { size: 8.0, bold: false, dim: true };
const KEY: Style = Style { size: 8.5, bold: false, dim: false };
/// Every line has its own dash, so that it is told without colour.
const DASHES: [&[f32]; 4] = [&[], &[7.0, 4.0], &[2.0, 3.0], &[9.0, 3.0, 2.0, 3.0]];

/// Sets a plot.
pub(super) fn set(flow: &mut Flow, chart: &Chart) {
    let keys = KEY.leading() * chart.lines.len() as f32;
    let tall = CAPTION.leading() + TALL + TICK.leading() + keys + 14.0;
    flow.room(tall);
    let (page, top) = (flow.page(), flow.y);
    let rect = Rect::from_xywh(MARGIN, top, WIDE, tall);
    let figure = Tag::Figure(Some(told(chart))).with_bbox(rect.map(|rect| BBox { page_idx: page, rect }));
    let mut figure = Branch::new(figure);
    figure.leaf(flow.words((MARGIN, top), CAPTION, &plain(&chart.title)));
    flow.y += CAPTION.leading() + 4.0;
    let most = chart.lines.iter().flat_map(|line| line.points.iter().flatten()).copied().fold(0.0, f64::max);
    let plot = Plot { top: flow.y, most: if most > 0.0 { most } else { 1.0 }, count: chart.labels.len() };
    plot.axis(flow, &mut figure);
    plot.labels(flow, &mut figure, &chart.labels);
    flow.y += TALL + TICK.leading() + 4.0;
    for (place, line) in chart.lines.iter().enumerate() {
        let dash = DASHES.get(place % DASHES.len()).copied().unwrap_or_default();
        plot.line(flow, &mut figure, line, dash);
        let mark = Mark::Line(vec![(0.0, 0.0), (28.0, 0.0)], 1.4, dash.to_vec());
        figure.leaf(flow.leaf((LEFT, flow.y + 6.0), Ink::Dark, mark));
        figure.leaf(flow.words((LEFT + 34.0, flow.y), KEY, &plain(&line.name)));
        flow.y += KEY.leading();
    }
    flow.y += 6.0;
    flow.tree.push(figure);
}

/// The plot in words: every value it shows.
fn told(chart: &Chart) -> String {
    let value = |label: &String, point: Option<&Option<f64>>| match point.copied().flatten() {
        Some(value) if value.fract() == 0.0 => format!("{label} {value:.0}"),
        Some(value) => format!("{label} {value:.1}"),
        None => format!("{label} no data"),
    };
    let line = |line: &ChartLine| {
        let values: Vec<String> =
            chart.labels.iter().enumerate().map(|(at, label)| value(label, line.points.get(at))).collect();
        format!("{}: {}", line.name, values.join(", "))
    };
    let lines: Vec<String> = chart.lines.iter().map(line).collect();
    plain(&format!("Plot of {}. {}. The table after it says the same.", chart.title, lines.join("; ")))
}

struct Plot {
    top: f32,
    most: f64,
    count: usize,
}

impl Plot {
    fn x(&self, place: usize) -> f32 {
        LEFT + (RIGHT - LEFT) * place as f32 / self.count.saturating_sub(1).max(1) as f32
    }

    fn y(&self, value: f64) -> f32 {
        self.top + TALL * (1.0 - (value / self.most) as f32)
    }

    fn axis(&self, flow: &mut Flow, figure: &mut Branch) {
        for part in [0.0, 0.5, 1.0] {
            let (value, y) = (self.most * part, self.y(self.most * part));
            let decimals = usize::from(self.most < 4.0);
            let rule = Mark::Line(vec![(0.0, 0.0), (RIGHT - LEFT, 0.0)], 0.5, vec![]);
            figure.leaf(flow.leaf((LEFT, y), Ink::Rule, rule));
            let text = format!("{value:.decimals$}");
            let x = LEFT - 5.0 - flow.faces.width(TICK, &text);
            figure.leaf(flow.words((x, y - TICK.size * 0.7), TICK, &text));
        }
    }

    fn labels(&self, flow: &mut Flow, figure: &mut Branch, labels: &[String]) {
        let every = labels.len().div_ceil(12).max(1);
        for (place, label) in labels.iter().enumerate().filter(|(place, _)| place % every == 0) {
            let label = plain(label);
            let x = self.x(place) - flow.faces.width(TICK, &label) / 2.0;
            figure.leaf(flow.words((x, self.top + TALL + 3.0), TICK, &label));
        }
    }

    /// The line; a month without data is a gap.
    fn line(&self, flow: &mut Flow, figure: &mut Branch, line: &ChartLine, dash: &[f32]) {
        for run in line.points.iter().enumerate().collect::<Vec<_>>().split(|(_, point)| point.is_none()) {
            let points: Vec<(f32, f32)> = run
                .iter()
                .filter_map(|(place, point)| point.map(|value| (self.x(*place), self.y(value))))
                .collect();
            for (x, y) in &points {
                figure.leaf(flow.leaf((x - 1.5, y - 1.5), Ink::Dark, Mark::Block(3.0, 3.0)));
            }
            if points.len() > 1 {
                figure.leaf(flow.leaf((0.0, 0.0), Ink::Dark, Mark::Line(points, 1.4, dash.to_vec())));
            }
        }
    }
}
