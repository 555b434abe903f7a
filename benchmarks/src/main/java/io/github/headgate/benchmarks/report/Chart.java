package io.github.headgate.benchmarks.report;

import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A chart of bars: at each of the places, a bar for each series. */
public final class Chart {

    private static final int WIDTH = 1_100;
    private static final int HEIGHT = 560;

    private final CategoryChart chart;
    private final List<String> places;

    private Chart(CategoryChart chart, List<String> places) {
        this.chart = chart;
        this.places = places;
    }

    /** Whether this machine has a font: a JVM without one cannot even measure a word. */
    public static boolean canBeDrawn() {
        System.setProperty("java.awt.headless", "true");
        try {
            return GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts().length > 0;
        } catch (InternalError | LinkageError e) { // by a JVM that finds no font configuration, or no font library
            return false;
        }
    }

    public static Chart of(String title, String figure, List<String> places) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(figure)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setYAxisDecimalPattern("#,##0.##");
        return new Chart(chart, places);
    }

    /**
     * @param figures one for each place; NaN where there is none
     */
    public void add(String series, List<Double> figures) {
        chart.addSeries(series, places, figures.stream().map(figure -> figure.isNaN() ? null : figure).toList());
    }

    /** Writes it as SVG. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString().replaceFirst("\\.svg$", ""),
                VectorGraphicsFormat.SVG);
    }
}
