package org.sparkhalving.faults;

/**
 * What became of a study that a fault hit, compared with the same study undisturbed.
 *
 * @param fault in words
 * @param injected how often it was injected
 * @param rowsLost rows of the undisturbed study's tables that are not there
 * @param rowsTwice rows that are there more than once
 * @param decisionsChanged rows of the table of decisions that are not the undisturbed study's
 * @param seconds from the end of the fault until the study went on
 */
record Recovery(
    String fault,
    int injected,
    int rowsLost,
    int rowsTwice,
    int decisionsChanged,
    double seconds) {}
