package org.sparkhalving.picture;

/** What is around the thing that a picture shows: in Fashion-MNIST it is black. */
public enum Background {
  /** Black: pixels are taken as they are. */
  BLACK,

  /** White: pixels are inverted. */
  WHITE,

  /** White where the picture's edge is more light than dark, else black. */
  GUESS;

  boolean isWhite(GreyImage image) {
    return switch (this) {
      case BLACK -> false;
      case WHITE -> true;
      case GUESS -> image.edge() > GreyImage.WHITE / 2.0;
    };
  }
}
