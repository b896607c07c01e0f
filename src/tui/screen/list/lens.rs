//! Built-in filters: what supervisors look for in a list most.

/// A built-in filter over the values behind the rows of a list.
pub(in super::super) struct Lens<R> {
    /// The key by which a saved filter names it.
    pub key: &'static str,
    /// What it is called on screen.
    pub label: String,
    fits: Box<dyn Fn(&R) -> bool>,
}

impl<R> Lens<R> {
    /// A filter with its rule.
    pub fn new(key: &'static str, label: impl Into<String>, fits: impl Fn(&R) -> bool + 'static) -> Self {
        Self { key, label: label.into(), fits: Box::new(fits) }
    }

    /// Whether it shows a value.
    pub fn fits(&self, value: &R) -> bool {
        (self.fits)(value)
    }

    /// The filters that show a value, a bit each, in the order of the list.
    pub fn tags(lenses: &[Self], value: &R) -> u64 {
        lenses
            .iter()
            .enumerate()
            .filter(|(_, lens)| (lens.fits)(value))
            .fold(0, |tags, (bit, _)| tags | 1 << bit)
    }
}
