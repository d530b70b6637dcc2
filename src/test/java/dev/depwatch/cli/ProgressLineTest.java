package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
    private final StringWriter terminal = new StringWriter();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', textBlock = """
            how much, how fast and how long yet~2500000000~10000000000~1000~[======                  ]  25 %, 2500 MB of 10000 MB, 2500 MB/s, less than a minute left
            minutes~1000000~601000000~1000~[                        ]   0 %, 1 MB of 601 MB, 1 MB/s, 10 min left
            hours~1000000~7801000000~1000~[                        ]   0 %, 1 MB of 7801 MB, 1 MB/s, 2 h 10 min left
            nothing is read yet~0~1000~1000~[                        ]   0 %, 0 MB of 0 MB, 0 MB/s
            a log that grows is done at most once~1200000~1000000~1000~[========================] 100 %, 1 MB of 1 MB, 1 MB/s, less than a minute left
            what comes out of a pipe has no end yet~999960000~0~2000~999 MB, 499 MB/s
            """)
    void a_line_says_as_much_as_is_known(String rule, long done, long total, long millis, String expected) {
        assertThat(ProgressLine.ofBytes(done, total, Duration.ofMillis(millis))).isEqualTo(expected);
    }

    @Test
    void what_is_done_soon_shows_nothing() {
        ProgressLine progress = new ProgressLine(new PrintWriter(terminal, true), true);

        progress.show("1 B", Duration.ofMillis(499));
        progress.end();

        assertThat(terminal.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            0~1~[                        ] 0 of 1 instance
            30~40~[==================      ] 30 of 40 instances
            2~2~[========================] 2 of 2 instances
            """)
    void things_are_counted(long done, long total, String expected) {
        assertThat(ProgressLine.ofThings(done, total, "instance")).isEqualTo(expected);
    }

    @Test
    void it_is_drawn_in_its_place_and_taken_away() {
        ProgressLine progress = new ProgressLine(new PrintWriter(terminal, true), true);

        progress.show("1.0 kB, 1.0 kB/s", Duration.ofSeconds(1));
        progress.show("2 B, 1 B/s", Duration.ofSeconds(2));
        progress.end();

        assertThat(terminal.toString()).isEqualTo("\r1.0 kB, 1.0 kB/s\r2 B, 1 B/s      \r" + " ".repeat(10) + "\r");
    }

    @Test
    void without_a_terminal_nothing_is_drawn() {
        ProgressLine progress = new ProgressLine(new PrintWriter(terminal, true), false);

        progress.show("50 B", Duration.ofMinutes(1));
        progress.end();

        assertThat(terminal.toString()).isEmpty();
    }
}
