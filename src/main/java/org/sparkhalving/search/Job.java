package org.sparkhalving.search;

/**
 * One piece of work: to train a trial from where it stands to the last epoch of a rung.
 *
 * @param trial trial number, from 0
 * @param rung rung number, from 0
 */
public record Job(int trial, int rung) {}
