package dev.depwatch.scenario;

import dev.depwatch.table.Table;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A record that quotes a failure is none, unless its own class and position say so. */
class LookAlikeScenariosTest {
    private static final String FAILURE =
            "com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentProgramException:"
                    + " An error occurred during oauth token refresh";
    private static final String REJECTED = "DeviceEnrollmentProgramException[responseCode=403,"
            + " responseBody='token_rejectedForbidden', message='An error occurred during oauth token refresh']";
    private static final String POLICY = "2026-11-24T14:20:00,000 [INFO ] [ina-exec-12] [PolicyHelper             ] -";

    private static final String SYNC = "[ERROR] [duledPool-8] [ntInstanceSyncCommService] -";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"quotes", "recentQuote"})
    void a_quote_is_no_failure(Scenario scenario) {
        scenario.plays();
    }

    /** Without an API, by which a good sync would contradict: here the record alone decides, and nothing follows it. */
    static Stream<Scenario> quotes() {
        return Table.rows("""
                a script's output with the fields of a log line
                  POLICY Script result:
                  SYNC REJECTED
                a policy's log over many lines
                  POLICY Policy log:
                  starting
                  ~
                  FAILURE
                  REJECTED
                  done
                a JSON body over several lines
                  POLICY {
                  ~ "result":
                  "REJECTED",
                  ~ "code": 1
                  }
                a pasted log of yesterday
                  POLICY Script result:
                  2026-11-23T22:32:43,697 SYNC REJECTED
                  2026-11-23T22:34:43,697 SYNC REJECTED
                a pasted log of yesterday in the layout of another version
                  POLICY Script result:
                  2026-11-23 22:32:43,697 SYNC FAILURE
                  2026-11-23 22:34:43,697 SYNC FAILURE
                an indented log
                  POLICY Script result:
                  ~   2026-11-24T14:19:43,697 SYNC REJECTED
                """).map(row -> quoting(row).configured("school", "1 it-admin"));
    }

    static Stream<Scenario> recentQuote() {
        return Table.rows("""
                a pasted log of five minutes ago, and the API reports how the token syncs
                  POLICY Script result:
                  2026-11-24T14:15:43,697 SYNC REJECTED
                  2026-11-24T14:17:43,697 SYNC REJECTED
                """).map(LookAlikeScenariosTest::quoting);
    }

    /** A tilde stands for a space at the beginning of a line. */
    private static Scenario quoting(Table.Row row) {
        String text = row.text()
                .strip()
                .replace("POLICY", POLICY)
                .replace("SYNC", SYNC)
                .replace("REJECTED", REJECTED)
                .replace("FAILURE", FAILURE)
                .replace("~", " ");
        return Scenario.of(row.why())
                .jamf("school", "1 it-admin")
                .paste("14:20", "school", text)
                .saysNothing();
    }
}
