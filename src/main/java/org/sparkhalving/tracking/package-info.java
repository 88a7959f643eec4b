/**
 * A study on an MLflow server: what its runs are to hold, what they lack, and the calls that send
 * it. Nothing of a study depends on it. Begin with {@link org.sparkhalving.tracking.TrackedStudy},
 * then {@link org.sparkhalving.tracking.StudySender} and {@link
 * org.sparkhalving.tracking.BackgroundTracking}.
 */
package org.sparkhalving.tracking;
