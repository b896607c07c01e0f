//! The programme's report: final reports of several files side by side, with nothing so small that it tells of a family.
