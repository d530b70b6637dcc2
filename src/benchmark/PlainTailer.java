import java.io.File;
import java.time.Duration;
import org.apache.commons.io.input.Tailer;
import org.apache.commons.io.input.TailerListenerAdapter;

/**
 * Reads one file to its end with Commons IO's Tailer, as its documentation shows, and counts the lines that contain a
 * text.
 */
final class PlainTailer extends TailerListenerAdapter {
    private final String searched;
    private Tailer tailer;
    private long found;

    private PlainTailer(String searched) {
        this.searched = searched;
    }

    public static void main(String[] arguments) {
        PlainTailer counter = new PlainTailer(arguments[0]);
        Tailer.builder()
                .setFile(new File(arguments[1]))
                .setTailerListener(counter)
                .setDelayDuration(Duration.ofMillis(1))
                .setBufferSize(64 * 1024)
                .setStartThread(false)
                .get()
                .run();
        System.out.println(counter.found);
    }

    @Override
    public void init(Tailer started) {
        tailer = started;
    }

    @Override
    public void handle(String line) {
        if (line.contains(searched)) {
            found++;
        }
    }

    @Override
    public void endOfFileReached() {
        tailer.close();
    }
}
