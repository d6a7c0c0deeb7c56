//! Checkpoints: the signed head of the tree (C2SP tlog-checkpoint).

use crate::{Hash, Note, NoteError, NoteSigner, NoteVerifier};

/// The head of a log at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Unique name of the log, not empty, one line.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
}

/// A checkpoint that cannot be read or trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note is damaged, unsigned, or wrongly signed.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is not that of a checkpoint.
    #[error("not a checkpoint: {0}")]
    Malformed(&'static str),
    /// It belongs to another log than the trusted key.
    #[error("the checkpoint is of the log {0}")]
    OtherLog(String),
}

impl Checkpoint {
    /// The text to sign: origin, size and root, a line each.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64())
    }

    /// Signs the head of the signer's own log; the origin is the signer's name.
    ///
    /// # Errors
    /// None in practice: a signer's name is always a valid origin. [`NoteError`] is passed on all the same.
    pub fn sign(size: u64, root: Hash, signer: &NoteSigner) -> Result<Note, NoteError> {
        let text = Self {
            origin: signer.name().to_owned(),
            size,
            root,
        }
        .text();
        let mut note = Note::new(&text)?;
        note.add(signer.sign(&text));
        Ok(note)
    }

    /// Reads the text of a checkpoint. Extension lines are passed over: we write none and rely on none.
    ///
    /// # Errors
    /// [`CheckpointError::Malformed`].
    pub fn from_text(text: &str) -> Result<Self, CheckpointError> {
        let bad = CheckpointError::Malformed;
        let lines: Vec<&str> = text
            .strip_suffix('\n')
            .ok_or(bad("no newline at the end"))?
            .split('\n')
            .collect();
        if lines.iter().any(|line| line.is_empty()) {
            return Err(bad("a line is empty"));
        }
        let [origin, size_text, root, ..] = lines[..] else {
            return Err(bad("fewer than three lines"));
        };
        let size: u64 = size_text.parse().map_err(|_| bad("the size is not a number"))?;
        if size.to_string() != size_text {
            return Err(bad("the size is not written plainly"));
        }
        let root = Hash::from_base64(root).ok_or(bad("the root is not 32 bytes in base64"))?;
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
        })
    }

    /// The checkpoint in a note, after verifying that the log of that origin signed it and how many of the trusted
    /// witnesses cosigned it.
    ///
    /// # Errors
    /// [`CheckpointError`]: a damaged or wrongly signed note, or one no trusted log of that origin signed.
    pub fn verify(note: &Note, trusted: &[NoteVerifier]) -> Result<(Self, usize), CheckpointError> {
        let signed = note.verify(trusted)?;
        let checkpoint = Self::from_text(note.text())?;
        if !signed
            .iter()
            .any(|key| !key.is_witness() && key.name() == checkpoint.origin)
        {
            return Err(CheckpointError::OtherLog(checkpoint.origin));
        }
        let witnesses = signed.iter().filter(|key| key.is_witness()).count();
        Ok((checkpoint, witnesses))
    }
}
