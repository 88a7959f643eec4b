/**
 * Words in messages, for every room: what must not be shown is taken out, and a misspelt name gets
 * a suggestion. Strings in, strings out; and SHA-256 as text. Begin with {@link
 * org.sparkhalving.text.Redaction}.
 */
package org.sparkhalving.text;
