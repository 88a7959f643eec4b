/**
 * How a study proceeds, whoever trains its trials: ask the scheduler, submit, record, clean up,
 * stop. Neither Spark nor an engine; both are behind {@link org.sparkhalving.study.Execution} and
 * {@link org.sparkhalving.study.Backend}, of which the simulation's are here. Begin with {@link
 * org.sparkhalving.study.StudyLoop}.
 */
package org.sparkhalving.study;
