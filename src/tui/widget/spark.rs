//! A row of small columns: `▁▂▂▅▃▂`.

const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One column for each value, the largest full; a month without data is a dot.
pub fn spark(values: &[Option<u32>]) -> String {
    let most = values.iter().flatten().copied().max().unwrap_or(0).max(1);
    values.iter().map(|value| value.map_or('·', |value| step(value, most))).collect()
}

fn step(value: u32, most: u32) -> char {
    let index = (u64::from(value) * 7).div_ceil(u64::from(most.max(1)));
    usize::try_from(index).ok().and_then(|index| STEPS.get(index)).copied().unwrap_or('█')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_full_and_no_data_is_a_dot() {
        assert_eq!(spark(&[Some(0), Some(4), None, Some(8)]), "▁▅·█");
        assert_eq!(spark(&[Some(0)]), "▁");
        assert_eq!(spark(&[]), "");
    }
}
