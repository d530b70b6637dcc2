package dev.depwatch.scenario;

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
    private static final String POLICY = "2026-11-24T14:20:00,000 [INFO ] [ina-exec-12] [PolicyHelper             ] - ";

    @ParameterizedTest(name = "{0}")
    @MethodSource("quotes")
    void a_quote_is_no_failure(Scenario scenario) {
        scenario.plays();
    }

    /** Without an API, by which a good sync would contradict: here the record alone decides. */
    static Stream<Scenario> quotes() {
        return Stream.of(
                quote("a script's output on the same line", POLICY + "Script result: " + REJECTED),
                quote("a script's output on the next line", POLICY + "Script result:\n" + REJECTED),
                quote(
                        "a script's output with the fields of a log line",
                        POLICY + "Script result:\n[ERROR] [duledPool-8] [ntInstanceSyncCommService] - " + REJECTED),
                quote(
                        "a policy's log over many lines",
                        POLICY + "Policy log:\nstarting\n\n" + FAILURE + "\n" + REJECTED + "\ndone"),
                quote("a JSON body", POLICY + "{\"result\":\"[ntInstanceSyncCommService] - " + REJECTED + "\"}"),
                quote(
                        "a JSON body over several lines",
                        POLICY + "{\n  \"result\":\n\"" + REJECTED + "\",\n  \"code\": 1\n}"),
                quote(
                        "a pasted log of yesterday",
                        POLICY + "Script result:\n"
                                + "2026-11-23T22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - "
                                + REJECTED
                                + "\n"
                                + "2026-11-23T22:34:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - "
                                + REJECTED),
                quote(
                        "a pasted log of yesterday in the layout of another version",
                        POLICY + "Script result:\n"
                                + "2026-11-23 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - "
                                + FAILURE
                                + "\n"
                                + "2026-11-23 22:34:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - "
                                + FAILURE),
                quote(
                        "an indented log",
                        POLICY + "Script result:\n"
                                + "    2026-11-24T14:19:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - "
                                + REJECTED),
                quote(
                        "a computer's name",
                        "2026-11-24T14:20:00,000 [INFO ] [lina-exec-5] [JSSAuditLogger           ] - Computer \""
                                + REJECTED + "\" enrolled"),
                quote(
                        "a stack trace of another class",
                        "2026-11-24T14:20:00,000 [ERROR] [lina-exec-5] [SomeOtherService         ] - failed\n"
                                + "Caused by: " + REJECTED),
                quote(
                        "a message of the right class that is about a device of that name",
                        "2026-11-24T14:20:00,000 [INFO ] [duledPool-8] [ntInstanceSyncCommService] - Device named "
                                + REJECTED + " was added"),
                Scenario.of("a pasted log of five minutes ago, and the API reports how the token syncs")
                        .jamf("school", "1 it-admin")
                        .paste(
                                "14:20",
                                "school",
                                POLICY + "Script result:\n"
                                        + "2026-11-24T14:15:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - "
                                        + REJECTED
                                        + "\n"
                                        + "2026-11-24T14:17:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - "
                                        + REJECTED)
                        .saysNothing());
    }

    /** At night, with nothing after it. */
    private static Scenario quote(String what, String text) {
        return Scenario.of(what)
                .jamf("school", "1 it-admin")
                .configured("school", "1 it-admin")
                .paste("14:20", "school", text)
                .saysNothing();
    }
}
