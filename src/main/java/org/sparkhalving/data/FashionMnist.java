package org.sparkhalving.data;

import java.util.List;

/**
 * What is published as Fashion-MNIST: 60,000 training and 10,000 test images of 28 x 28 grey pixels
 * in ten classes (Xiao, Rasul and Vollgraf, 2017).
 */
public final class FashionMnist {
  /** The names of the classes, by class number. */
  public static final List<String> CLASSES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private FashionMnist() {}

  /** One of the four published files. */
  public enum File {
    /** 60,000 images to train with. */
    TRAIN_IMAGES(
        "train-images-idx3-ubyte",
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
    /** Their labels. */
    TRAIN_LABELS(
        "train-labels-idx1-ubyte",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
    /** 10,000 images to test with. */
    TEST_IMAGES(
        "t10k-images-idx3-ubyte",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
    /** Their labels. */
    TEST_LABELS(
        "t10k-labels-idx1-ubyte",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

    private final String plainName;
    private final String sha256;

    File(String plainName, String sha256) {
      this.plainName = plainName;
      this.sha256 = sha256;
    }

    /** The name of the uncompressed file. */
    public String plainName() {
      return plainName;
    }

    /** The name of the gzipped file, the usual form. */
    public String gzipName() {
      return plainName + ".gz";
    }

    /** SHA-256 of the published content, uncompressed, in lower-case hexadecimal. */
    public String sha256() {
      return sha256;
    }

    /** Whether content of that SHA-256 (lower-case hexadecimal) is this file's as published. */
    public boolean isPublished(String contentSha256) {
      return sha256.equals(contentSha256);
    }
  }
}
