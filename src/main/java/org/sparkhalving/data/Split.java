package org.sparkhalving.data;

import java.io.Serializable;

/**
 * Two parts of a set of images, as indices into it in the order that scikit-learn gives; no index
 * is in both.
 *
 * @param train scikit-learn's first result: everything that is not in the second. Where a test set
 *     is split, this part validates
 * @param validation scikit-learn's second result: the fraction that was asked for. Where a test set
 *     is split, this part is the test
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose: copies would double the memory
public record Split(int[] train, int[] validation) implements Serializable {}
