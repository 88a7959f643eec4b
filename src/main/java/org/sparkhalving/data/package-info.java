/**
 * Image data sets: IDX files, their checks, normalisation, scikit-learn's stratified split and a
 * sheet of samples. Streams in, arrays out: nothing but the JDK, and no file system of its own.
 * Begin with {@link org.sparkhalving.data.FashionMnist}.
 */
package org.sparkhalving.data;
