package org.sparkhalving.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.EpochMetrics;

/**
 * A trial's training and validation loss by epoch, "Diff" (how far the second lies above the first,
 * in percent) below them, and lines at the ends of its rungs and at its best epoch. Drawing it
 * needs fonts, but no display.
 */
public final class LossChart {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 640;
  private static final Color TRAINING = new Color(0x0072B2);
  private static final Color VALIDATION = new Color(0xD55E00);
  private static final Color DIFFERENCE = new Color(0x009E73);
  private static final Color RUNG = new Color(0xBBBBBB);
  private static final BasicStroke DASHES =
      new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {6, 4}, 0);

  private LossChart() {}

  /**
   * The chart of a trial that has trained an epoch.
   *
   * @param title what stands above it
   * @param hyperparameters value by name, for a line below the title
   * @return an RGB picture
   */
  public static BufferedImage of(
      TrialRecord trial, String title, Map<String, Object> hyperparameters) {
    XYPlot losses = plot("loss", TRAINING, VALIDATION);
    losses.setDataset(
        series(
            trial,
            List.of("training loss", "validation loss"),
            List.of(EpochMetrics::trainLoss, EpochMetrics::valLoss)));
    XYPlot difference = plot("Diff %", DIFFERENCE);
    difference.setDataset(
        series(
            trial,
            List.of("Diff %"),
            List.of(epoch -> 100 * epoch.valLoss() / epoch.trainLoss() - 100)));
    NumberAxis epochs = new NumberAxis("epoch");
    epochs.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
    epochs.setAutoRangeIncludesZero(false);
    CombinedDomainXYPlot both = new CombinedDomainXYPlot(epochs);
    both.add(losses, 3);
    both.add(difference, 1);
    mark(trial, losses, true);
    mark(trial, difference, false);
    JFreeChart chart =
        new JFreeChart(
            Figures.oneLine(title), new Font(Font.SANS_SERIF, Font.BOLD, 18), both, true);
    chart.addSubtitle(
        new TextTitle(line(hyperparameters), new Font(Font.SANS_SERIF, Font.PLAIN, 12)));
    chart.setBackgroundPaint(Color.WHITE);
    return chart.createBufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, null);
  }

  private static String line(Map<String, Object> hyperparameters) {
    return hyperparameters.entrySet().stream()
        .map(entry -> entry.getKey() + " " + Figures.hyperparameter(entry.getValue()))
        .map(Figures::oneLine)
        .collect(Collectors.joining(", "));
  }

  private static XYPlot plot(String name, Color... colors) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    for (int series = 0; series < colors.length; series++) {
      renderer.setSeriesPaint(series, colors[series]);
      renderer.setSeriesStroke(series, new BasicStroke(2));
    }
    NumberAxis axis = new NumberAxis(name);
    axis.setAutoRangeIncludesZero(false);
    XYPlot plot = new XYPlot(null, null, axis, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    plot.setDomainGridlinesVisible(false);
    return plot;
  }

  private static XYSeriesCollection series(
      TrialRecord trial, List<String> names, List<ToDoubleFunction<EpochMetrics>> figures) {
    XYSeriesCollection collection = new XYSeriesCollection();
    for (int index = 0; index < names.size(); index++) {
      XYSeries series = new XYSeries(names.get(index));
      for (TrialRecord.Epoch epoch : trial.epochs()) {
        double figure = figures.get(index).applyAsDouble(epoch.metrics());
        series.add(epoch.metrics().epoch(), Double.isFinite(figure) ? (Double) figure : null);
      }
      collection.addSeries(series);
    }
    return collection;
  }

  /** Lines where a rung ended and the next began, and at the best epoch. */
  private static void mark(TrialRecord trial, XYPlot plot, boolean named) {
    List<TrialRecord.Epoch> epochs = trial.epochs();
    for (int index = 1; index < epochs.size(); index++) {
      if (epochs.get(index).rung() != epochs.get(index - 1).rung()) {
        plot.addDomainMarker(
            new ValueMarker(epochs.get(index - 1).metrics().epoch(), RUNG, new BasicStroke(1)));
      }
    }
    trial
        .best()
        .ifPresent(
            best -> {
              ValueMarker marker = new ValueMarker(best.epoch(), Color.DARK_GRAY, DASHES);
              marker.setLabel(named ? "best: epoch " + best.epoch() + " " : null);
              marker.setLabelBackgroundColor(Color.WHITE);
              marker.setLabelAnchor(RectangleAnchor.TOP_LEFT);
              marker.setLabelTextAnchor(TextAnchor.TOP_RIGHT);
              plot.addDomainMarker(marker);
            });
  }
}
