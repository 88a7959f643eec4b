/**
 * A study's state as a fold over its events, live and in replay alike. How events are kept is in
 * {@code storage}, who makes them in {@code study}. Begin with {@link
 * org.sparkhalving.history.StudyHistory}, then {@link org.sparkhalving.history.Event}.
 */
package org.sparkhalving.history;
