/**
 * Files on any Hadoop file system, and on local disks without Hadoop: read, write, replace, list,
 * delete, with errors that name the place and the cure. Knows nothing of studies. Begin with {@link
 * org.sparkhalving.storage.file.FileAccess}.
 */
package org.sparkhalving.storage.file;
