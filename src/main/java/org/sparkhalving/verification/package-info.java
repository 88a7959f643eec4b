/**
 * Whether a trial's record comes out again from the images, the seed and the configuration. Begin
 * with {@link org.sparkhalving.verification.TrialVerification}.
 */
package org.sparkhalving.verification;
