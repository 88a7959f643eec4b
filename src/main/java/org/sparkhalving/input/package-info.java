/**
 * What results are made from: images to train on, or recorded curves to replay, and whether they
 * fit the settings. How IDX files are read is in {@code data}. Begin with {@link
 * org.sparkhalving.input.StudyInput}.
 */
package org.sparkhalving.input;
