/**
 * What a machine or a cluster offers a search: facts about a process, collected where it runs, and
 * what they mean. Spark's part, a task on each executor, is in {@code spark}; the command is in
 * {@code cli}. Begin with {@link org.sparkhalving.doctor.Finding}.
 */
package org.sparkhalving.doctor;
