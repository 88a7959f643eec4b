package org.sparkhalving.report;

/**
 * A terminal that a display is drawn on.
 *
 * @param width characters in a line
 * @param height lines
 * @param colours whether people want colours
 */
public record Screen(int width, int height, boolean colours) {}
