package org.sparkhalving.search.sampler;

import java.util.ArrayList;
import java.util.List;
import org.sparkhalving.search.space.Configuration;

/**
 * A sampler that needs no results, in a study whose trials are recorded ones: each tries the row
 * that is nearest to what it would have tried.
 */
public final class RecordedSampler implements Sampler {
  private final Sampler proposing;
  private final NearestRows rows;
  private final List<Configuration> taken = new ArrayList<>();

  /**
   * A sampler.
   *
   * @param proposing knows all its trials from the start
   * @param rows of which nothing is taken yet
   */
  public RecordedSampler(Sampler proposing, NearestRows rows) {
    this.proposing = proposing;
    this.rows = rows;
  }

  @Override
  public Configuration sample(int trial) {
    if (trial < 0) {
      return proposing.sample(trial); // Refuses it.
    }
    while (taken.size() <= trial) {
      taken.add(rows.apply(proposing.sample(taken.size())));
    }
    return taken.get(trial);
  }
}
