/**
 * A study's model as a function of pictures: for programs of one's own, in Spark SQL, and for whole
 * tables. Begin with {@link org.sparkhalving.scoring.BestModel}.
 */
package org.sparkhalving.scoring;
