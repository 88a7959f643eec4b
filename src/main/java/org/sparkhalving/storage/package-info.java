/**
 * A study's folder: its journal, checkpoints, study.json and best model. Nothing here relies on
 * rename being atomic or on a write happening once. Every error is a {@link
 * org.sparkhalving.error.ReportedException}. Begin with {@link org.sparkhalving.storage.Journal}.
 */
package org.sparkhalving.storage;
