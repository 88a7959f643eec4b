/**
 * HOCON to validated records, and what is wrong with it in words. Begin with {@link
 * org.sparkhalving.settings.SettingsReader}; what it makes is {@link
 * org.sparkhalving.settings.Settings}. The defaults and what each means are in {@code
 * reference.conf}.
 */
package org.sparkhalving.settings;
