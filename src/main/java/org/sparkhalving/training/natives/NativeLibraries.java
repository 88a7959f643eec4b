package org.sparkhalving.training.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * libtorch and DJL's JNI library for it, as the jars {@code pytorch-native-…} and {@code
 * pytorch-jni} bring them. They are unpacked here and not by DJL, which takes a folder for complete
 * as soon as it has libtorch.so, refuses CUDA's libraries on a host without a GPU (where a driver
 * may be), and unpacks once more in every process that starts meanwhile.
 *
 * @param name of their folder: version, kind (cpu, cu124) and platform
 * @param files where each library is, by the name of its file
 */
public record NativeLibraries(String name, SortedMap<String, URL> files) {
  private static final String LIBTORCH = "native/lib/pytorch.properties";

  /** CUDA's runtime under the name by which DJL looks for it to count devices. */
  public static final String CUDA_RUNTIME = "libcudart.so";

  /** Begins the name of a folder that is being filled; a number follows. */
  private static final String UNFINISHED = "unpacking-";

  /**
   * Those on the class path.
   *
   * @throws EngineStartException when there are none, or those of two builds
   */
  static NativeLibraries onClassPath(ClassLoader loader) {
    Map<String, NativeLibraries> found = new LinkedHashMap<>();
    try {
      for (URL url : Collections.list(loader.getResources(LIBTORCH))) {
        NativeLibraries libraries = described(properties(url), loader);
        found.put(libraries.name, libraries);
      }
    } catch (IOException e) {
      throw new EngineStartException("the jars of the engine's libraries cannot be read: " + e, e);
    }
    if (found.size() != 1) {
      String finding =
          found.isEmpty()
              ? "not on the class path"
              : "on the class path more than once, as " + String.join(" and ", found.keySet());
      throw new EngineStartException(
          "the engine's libraries are %s: add target/natives/*.jar of one build (submit/local.sh makes it for the CPU, `mvn -Pgpu clean package -DskipTests` for CUDA), or set PYTORCH_LIBRARY_PATH to a folder with them"
              .formatted(finding));
    }
    return found.values().iterator().next();
  }

  private static NativeLibraries described(Properties libtorch, ClassLoader loader)
      throws IOException {
    String flavor = libtorch.getProperty("flavor");
    String platform = libtorch.getProperty("classifier");
    SortedMap<String, URL> files = new TreeMap<>();
    for (String file : libtorch.getProperty("libraries").split(",", -1)) {
      files.put(file, resource(loader, "pytorch/" + flavor + "/" + platform + "/" + file));
    }
    String glue = System.mapLibraryName("djl_torch");
    files.put(glue, resource(loader, "jnilib/" + platform + "/" + flavor + "/" + glue));
    String version = libtorch.getProperty("version");
    return new NativeLibraries("libtorch-" + version + "-" + flavor + "-" + platform, files);
  }

  private static Properties properties(URL url) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = url.openStream()) {
      properties.load(in);
    }
    return properties;
  }

  private static URL resource(ClassLoader loader, String name) {
    URL url = loader.getResource(name);
    if (url == null) {
      throw new EngineStartException(
          "the class path has no %s: add both target/natives/pytorch-native-….jar and target/natives/pytorch-jni-….jar of one build"
              .formatted(name));
    }
    return url;
  }

  /**
   * Whether a folder has all of them, whole by their sizes: a truncated library would end the
   * process.
   */
  boolean areIn(Path folder) throws IOException {
    for (Map.Entry<String, URL> file : files.entrySet()) {
      Path library = folder.resolve(file.getKey());
      if (!Files.isRegularFile(library)
          || Files.size(library) != file.getValue().openConnection().getContentLengthLong()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Their folder in a cache, unpacked if need be, by one process at a time; what a killed one left
   * is deleted, and a damaged folder is made again.
   *
   * @param cache a folder that has nothing else in it
   * @throws IOException when they cannot be written, with nothing left of them
   */
  Path in(Path cache) throws IOException {
    Path folder = cache.resolve(name);
    if (areIn(folder)) {
      return folder;
    }
    try (FileChannel file =
            FileChannel.open(
                cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      if (lock.isValid() && !areIn(folder)) {
        for (Path old : unfinished(cache)) {
          CacheFolder.delete(old);
        }
        CacheFolder.delete(folder);
        Path unfinished = Files.createTempDirectory(cache, UNFINISHED, FolderState.privately());
        try {
          unpack(unfinished);
          Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          CacheFolder.delete(unfinished);
        }
      }
    }
    return folder;
  }

  private static List<Path> unfinished(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files
          .filter(file -> file.getFileName().toString().matches(UNFINISHED + "\\d+"))
          .toList();
    } catch (UncheckedIOException e) { // Of an error in the middle of the list.
      throw e.getCause();
    }
  }

  /** Writes the libraries into a folder. */
  void unpack(Path folder) throws IOException {
    for (Map.Entry<String, URL> file : files.entrySet()) {
      try (InputStream in = file.getValue().openStream()) {
        Files.copy(in, folder.resolve(file.getKey()), StandardCopyOption.REPLACE_EXISTING);
      }
      Path link = folder.resolve(CUDA_RUNTIME);
      if (file.getKey().startsWith("libcudart-") && Files.notExists(link)) {
        Files.createSymbolicLink(link, Path.of(file.getKey()));
      }
    }
  }
}
