/**
 * Pictures from files, made into the pixels that a network takes: PNG, JPEG and IDX files, and
 * folders of them. Begin with {@link org.sparkhalving.picture.PictureFiles}.
 */
package org.sparkhalving.picture;
