package org.sparkhalving.training.natives;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Jars as the engine's libraries come in, with a few bytes for each library. */
final class NativeJars {
  private NativeJars() {}

  /** A jar of libtorch, of a kind such as {@code cpu}. */
  static Path libtorch(Path jar, String kind, Map<String, String> libraries) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    libraries.forEach(
        (name, content) -> entries.put("pytorch/" + kind + "/linux-x86_64/" + name, content));
    entries.put(
        "native/lib/pytorch.properties",
        "version=2.5.1\nflavor=%s\nclassifier=linux-x86_64\nlibraries=%s"
            .formatted(kind, String.join(",", libraries.keySet())));
    return write(jar, entries);
  }

  /** The jar of DJL's glue, for the CPU and CUDA. */
  static Path glue(Path jar) throws IOException {
    String name = System.mapLibraryName("djl_torch");
    return write(
        jar,
        Map.of(
            "jnilib/linux-x86_64/cpu/" + name, "glue of the CPU",
            "jnilib/linux-x86_64/cu124/" + name, "glue of CUDA"));
  }

  private static Path write(Path jar, Map<String, String> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  /** A class loader of these jars alone. */
  static URLClassLoader loader(Path... jars) {
    return new URLClassLoader(Stream.of(jars).map(NativeJars::url).toArray(URL[]::new), null);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
