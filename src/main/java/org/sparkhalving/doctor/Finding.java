package org.sparkhalving.doctor;

import java.util.Locale;

/**
 * Something that was looked at, and how it is.
 *
 * @param subject what it is about, a word or two
 * @param text how it is, with where
 * @param cure what to do about it; empty where nothing has to be done, or the text says so
 */
public record Finding(Level level, String subject, String text, String cure) {
  /** How bad it is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** A search runs, but not as well as it could. */
    WARNING,
    /** A search would fail, or could not be relied on. */
    PROBLEM
  }

  /** What is as it should be. */
  public static Finding ok(String subject, String text) {
    return new Finding(Level.OK, subject, text, "");
  }

  /** What a search runs with, but not as well as it could. */
  public static Finding warning(String subject, String text, String cure) {
    return new Finding(Level.WARNING, subject, text, cure);
  }

  /** What a search would fail with. */
  public static Finding problem(String subject, String text, String cure) {
    return new Finding(Level.PROBLEM, subject, text, cure);
  }

  /** The same of a place. */
  public Finding at(String place) {
    return new Finding(level, subject, place + ": " + text, cure);
  }

  /** It in a line, and its cure in one below. */
  public String lines() {
    String indent = " ".repeat(9);
    String head = "%-7s  %s: %s".formatted(level.name().toLowerCase(Locale.ROOT), subject, text);
    return cure.isEmpty() ? head : head + "\n" + indent + "→ " + cure;
  }
}
