/**
 * Who may write to a study's folder: the driver's lock, requests to stop, and the refusal of
 * folders that hold files of others. Begin with {@link org.sparkhalving.storage.lock.DriverLock}.
 */
package org.sparkhalving.storage.lock;
