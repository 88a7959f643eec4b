package org.sparkhalving.text;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;

/**
 * Takes secrets out of settings and texts before they are written or shown. What sounds like a
 * secret is Spark's own default ({@code spark.redaction.regex}) and a few more names.
 */
public final class Redaction {
  /** Stands where a secret was. */
  public static final String MASK = "(redacted)";

  /** How to give a file system its credentials, other than in an address. */
  public static final String CREDENTIALS_CURE =
      "give them as properties of Hadoop's instead, such as spark.hadoop.fs.s3a.access.key in a properties file, or by the environment";

  private static final String NAMES =
      "secret|password|token|(?:access|account)[._-]?key|credential|passphrase|private[._-]?key";
  private static final Pattern SECRET = Pattern.compile("(?i)" + NAMES);

  /** {@code user:password@} at the start of a URI's authority; a lone user is no secret. */
  private static final Pattern CREDENTIALS = Pattern.compile("(://)[^\\s/?#:]*:[^\\s/?#]*@");

  /**
   * The same with a '/' in the password, as Amazon's have them, or another letter that no URI has
   * there; what follows ':' is no port.
   */
  private static final Pattern WITH_SLASH =
      Pattern.compile("(://)[^\\s/?#:@\"']*:(?!\\d{1,5}(?:[/\\s\"']|$))[^\\s@\"']*@");

  /** {@code name=value}, in queries of URIs too, {@code "name":"value"}, {@code name: value}. */
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)((?:[\\w.-]{0,60}(?:%s)[\\w.-]{0,60}|\\bsig(?:nature)?|\\w{0,60}accesssignature)"
                  .formatted(NAMES)
              + "(?:\"?\\s{0,5}=\\s{0,5}|\"\\s{0,5}:\\s{0,5}|\\s{0,5}:\\s{1,5}(?!is\\b|'\\W*')))"
              + "(\\(redacted\\)|\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[^\\s,;&]+)");

  /** The value of an HTTP header {@code Authorization}. */
  private static final Pattern HEADER =
      Pattern.compile(
          "(?i)(\\bbearer\\s{1,5}|authorization\"?\\s{0,5}[:=]\\s{0,5}\"?basic\\s{1,5})(?!token\\b)(\\(redacted\\)|[^\\s,;\"']+)");

  private Redaction() {}

  /** Whether a key, or a line with one, sounds like a secret's. */
  public static boolean soundsSecret(String key) {
    return SECRET.matcher(key).find();
  }

  /** Whether a URI has a user's password in it. */
  public static boolean hasCredentials(String uri) {
    return CREDENTIALS.matcher(uri).find() || WITH_SLASH.matcher(uri).find();
  }

  /** A text without the credentials in its URIs and the values that are assigned to secrets. */
  public static String text(String text) {
    String headers = HEADER.matcher(withoutCredentials(text)).replaceAll("$1" + MASK);
    return ASSIGNED.matcher(headers).replaceAll("$1" + MASK);
  }

  /** Where an error arose, with all its causes, without secrets. */
  public static String trace(Throwable error) {
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace, true));
    return text(trace.toString());
  }

  /** A text without the user:password in its URIs. */
  public static String withoutCredentials(String text) {
    String replacement = "$1" + MASK + "@";
    return WITH_SLASH
        .matcher(CREDENTIALS.matcher(text).replaceAll(replacement))
        .replaceAll(replacement);
  }
}
