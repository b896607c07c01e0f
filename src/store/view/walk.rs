//! A meeting as it is walked: what is asked of the store and what it answers.

/// What a walk asks of the store.
#[derive(Clone, Debug)]
pub enum WalkAsk {}

/// What the store answers.
#[derive(Clone, Debug)]
pub enum WalkReply {}
