package org.sparkhalving.training.hyperparameter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.sparkhalving.training.hyperparameter.Hyperparameter.Kind;

/** The values that a hyperparameter allows. */
public sealed interface Domain {
  /** What a value is. */
  Kind kind();

  /** The allowed values in words, for messages. */
  String words();

  /** Whether {@code value} is of the kind and allowed. */
  boolean contains(Object value);

  /**
   * Integers of 32 bits, as {@link Long}.
   *
   * @param least the least of them
   */
  record Integers(long least) implements Domain {
    @Override
    public Kind kind() {
      return Kind.INTEGER;
    }

    @Override
    public String words() {
      return "an integer >= " + least;
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof Long whole && whole >= least && whole <= Integer.MAX_VALUE;
    }
  }

  /** Finite numbers above 0. */
  record Positive() implements Domain {
    @Override
    public Kind kind() {
      return Kind.REAL;
    }

    @Override
    public String words() {
      return "a number > 0";
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof Number number
          && number.doubleValue() > 0
          && Double.isFinite(number.doubleValue());
    }
  }

  /**
   * Finite numbers from 0.
   *
   * @param below the upper bound, excluded; infinity for none
   */
  record FromZero(double below) implements Domain {
    @Override
    public Kind kind() {
      return Kind.REAL;
    }

    @Override
    public String words() {
      return Double.isInfinite(below)
          ? "a number >= 0"
          : "a number in [0, %s)".formatted((long) below);
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof Number number
          && number.doubleValue() >= 0
          && number.doubleValue() < below;
    }
  }

  /**
   * A few names, in lower case here and in any case when given.
   *
   * @param names at least one
   */
  record Names(List<String> names) implements Domain {
    /** The names of an enum's constants. */
    static <E> Names of(E[] constants, Function<E, String> name) {
      return new Names(Arrays.stream(constants).map(name).toList());
    }

    @Override
    public Kind kind() {
      return Kind.NAME;
    }

    @Override
    public String words() {
      return String.join(", ", names);
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof String text && names.contains(text.toLowerCase(Locale.ROOT));
    }
  }

  /** True and false. */
  record Flags() implements Domain {
    @Override
    public Kind kind() {
      return Kind.FLAG;
    }

    @Override
    public String words() {
      return "true, false";
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof Boolean;
    }
  }

  /** What a table of recorded trials may have: any number, name or truth. */
  record Recorded() implements Domain {
    @Override
    public Kind kind() {
      return Kind.RECORDED;
    }

    @Override
    public String words() {
      return "a finite number, a name, true or false";
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof Long
          || value instanceof String
          || value instanceof Boolean
          || (value instanceof Double real && Double.isFinite(real));
    }
  }

  /**
   * Lists of integers, not empty.
   *
   * @param items what each item is
   */
  record Lists(Integers items) implements Domain {
    @Override
    public Kind kind() {
      return Kind.INTEGERS;
    }

    @Override
    public String words() {
      return "a list of integers >= " + items.least();
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof List<?> list
          && !list.isEmpty()
          && list.stream().allMatch(items::contains);
    }
  }
}
