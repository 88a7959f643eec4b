package org.sparkhalving.storage.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** A place cannot be read or written: no permission, no such file system, no room, no answer. */
public final class AccessException extends ReportedException {
  private AccessException(String message, Throwable cause) {
    super(ErrorKind.ENVIRONMENT, message, cause);
  }

  /**
   * What {@code error} means to a user.
   *
   * @param action what was tried: "read", "write", "list", "delete" or "open"
   * @param place path or URI, as it is shown
   */
  static AccessException of(String action, String place, Exception error) {
    Reason reason = reason(error);
    return new AccessException(
        "cannot %s %s: %s; %s".formatted(action, place, reason.words(), reason.cure()), error);
  }

  /**
   * Refuses to change what a symbolic link leads to, or to put something in the link's place.
   *
   * @param action "write" or "delete"
   * @param link the place itself, or a folder on the way to it
   */
  public static AccessException ofLink(String action, String place, String link) {
    return new AccessException(
        "cannot %s %s: %s is a symbolic link, and what it leads to is not the study's; put a folder or file in its place"
            .formatted(action, place, link),
        null);
  }

  /** Refuses a store that overwrites an object which was to be created only if absent. */
  public static AccessException ofOverwriting(String place) {
    return new AccessException(
        "cannot fence off a second driver at %s: the store overwrites an object that is to be created only if it is absent (it passes over If-None-Match); choose a store for study.output that has conditional writes"
            .formatted(place),
        null);
  }

  /** Refuses a name that Java would write differently, so that two names could become one. */
  static AccessException ofEncoding(String place, Charset encoding) {
    return new AccessException(
        "cannot use %s: in this locale Java writes names of files in %s, which lacks some of its letters; set one of UTF-8 where the process is started, such as LC_ALL=C.UTF-8"
            .formatted(place, encoding),
        null);
  }

  private record Reason(String words, String cure) {}

  private static Reason reason(Exception error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (isBelowFile(cause)) {
        return new Reason(
            "a part of the path is a file, not a folder", "choose a place below a folder");
      }
      if (cause instanceof AccessDeniedException || cause instanceof AccessControlException) {
        return new Reason(
            "permission denied", "give this user the right to it, or choose another place");
      }
      if (cause instanceof UnsupportedFileSystemException
          || cause instanceof ClassNotFoundException) {
        return new Reason(
            "there is no file system for its scheme here (%s)".formatted(firstLine(cause)),
            "use a scheme such as file: or hdfs:, or add the file system's library with --packages (s3a: needs org.apache.hadoop:hadoop-aws)");
      }
      if (isNotAnswered(cause)) {
        return new Reason(
            "the server does not answer (%s)".formatted(firstLine(cause)),
            "check the host and port in the address, and that the server is up");
      }
    }
    return new Reason(
        firstLine(error), "check that the place exists, is reachable and has room, and try again");
  }

  private static boolean isNotAnswered(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof UnknownHostException
        || cause instanceof NoRouteToHostException
        || cause instanceof SocketTimeoutException;
  }

  private static boolean isBelowFile(Throwable cause) {
    return cause instanceof NotDirectoryException
        || cause instanceof ParentNotDirectoryException
        || cause instanceof FileAlreadyExistsException
        || (cause instanceof FileSystemException file && "Not a directory".equals(file.getReason()))
        || cause instanceof org.apache.hadoop.fs.FileAlreadyExistsException
        // HDFS says so by its permission error.
        || (cause instanceof AccessControlException
            && cause.getMessage() != null
            && cause.getMessage().contains("is not a directory"));
  }

  private static String firstLine(Throwable error) {
    if (error instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    if (error instanceof FileNotFoundException || error instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    String message = error.getMessage();
    if (message == null || message.isBlank()) {
      return error instanceof IOException ? "input or output failed" : error.toString();
    }
    return message.lines().findFirst().orElseThrow();
  }
}
