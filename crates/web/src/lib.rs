//! The pages of Hengjian (衡鉴): server-rendered HTML that reads and submits without scripts.

pub mod kit;

pub mod style;
