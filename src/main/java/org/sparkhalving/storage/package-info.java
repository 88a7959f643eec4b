/**
 * A study's folder on any Hadoop file system: its journal, checkpoints, lock, study.json and best
 * model. A study's state is a fold over its journal; nothing here relies on rename being atomic or
 * on a write happening once. Every error is a {@link org.sparkhalving.storage.StudyException}.
 */
package org.sparkhalving.storage;
