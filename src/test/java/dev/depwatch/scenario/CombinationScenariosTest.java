package dev.depwatch.scenario;

import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.JamfPro.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two failing tokens of one instance, whoever owns them, whatever happens meanwhile, and, in turn, whoever renews the
 * first and however the log and the API say it: before the renewal both are found, and after it only the other one.
 */
class CombinationScenariosTest {
    /** Who owns the two tokens. */
    private record Owners(String first, String second) {
        boolean areOne() {
            return first.equals(second);
        }
    }

    /** What else happens, besides the renewal of the first token at 14:30. */
    private record Meanwhile(String what, UnaryOperator<Scenario> happens) {}

    private static final List<Owners> OWNERS =
            List.of(new Owners("it-admin", "it-admin"), new Owners("it-admin", "anna"));
    private static final List<String> RENEWED_BY = List.of("it-admin", "anna", "mdm");

    private static final String OUTAGE_BEFORE = "an outage before";
    private static final String REFUSED_SYNC = "a refused sync before the upload";
    private static final List<Meanwhile> MEANWHILE = List.of(
            new Meanwhile("nothing", scenario -> scenario),
            new Meanwhile(
                    "stopped during the renewal",
                    scenario -> scenario.stops("14:28").startsAgain("14:33")),
            new Meanwhile(
                    "killed after the renewal",
                    scenario -> scenario.isKilled("14:32:30").startsAgain("14:33:30")),
            new Meanwhile(OUTAGE_BEFORE, scenario -> scenario.outage("14:24", "14:29", Answer.SERVICE_UNAVAILABLE)),
            new Meanwhile(
                    "an outage after", scenario -> scenario.outage("14:32:30", "14:36", Answer.SERVICE_UNAVAILABLE)),
            new Meanwhile(
                    "the API is down during the renewal",
                    scenario -> scenario.api("14:27", 503, "school").api("14:35", 200, "school")),
            new Meanwhile(REFUSED_SYNC, scenario -> scenario));

    /** How the failing words are written, and how the API writes its own. */
    private record Said(Form form, boolean withOffset, String failed) {}

    private static final List<Said> SAID = List.of(
            new Said(Form.BRACKETS, false, "CONNECTION_ERROR"),
            new Said(Form.CONTAINER, true, "UNSUCCESSFUL"),
            new Said(Form.UNSTATED, false, "FAILED_TO_SYNC"));

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void what_is_renewed_is_done_and_what_is_not_is_found(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> combinations() {
        List<Scenario> all = new ArrayList<>();
        for (Owners owners : OWNERS) {
            for (Meanwhile meanwhile : MEANWHILE) {
                String account = RENEWED_BY.get(all.size() / SAID.size() % RENEWED_BY.size());
                all.add(combination(owners, account, meanwhile, SAID.get(all.size() % SAID.size())));
            }
        }
        return all.stream();
    }

    private static Scenario combination(Owners owners, String account, Meanwhile meanwhile, Said said) {
        String how = said.form == Form.UNSTATED ? "regenerate likely " : "regenerate ";
        String secondFailsAt = owners.areOne() ? "14:10" : "14:17";
        Scenario scenario = Scenario.of(owners + ", renewed by " + account + ", " + meanwhile.what + ", " + said)
                .jamf("school", "1 " + owners.first, "2 " + owners.second)
                .logs("school", said.form)
                .syncWords("school", "SUCCESSFUL", said.failed)
                .changePassword("14:10", owners.first)
                .changePassword(secondFailsAt, owners.second);
        if (said.withOffset) {
            scenario.timesWithOffset("school");
        }
        if (meanwhile.what.equals(REFUSED_SYNC)) {
            scenario.download("14:30", "school/1", account).upload("14:32:20", "school/1");
        } else {
            scenario.renew("14:30", "school/1", account);
        }
        String[] before = owners.areOne()
                ? new String[] {how + "school/1+2 of it-admin"}
                : new String[] {how + "school/1 of it-admin", how + "school/2 of anna"};
        String left = how + "school/2 of " + owners.second;
        // An outage hides what Jamf Pro does not state: who was notified is notified that nobody need act
        // now.
        boolean isHidden = said.form == Form.UNSTATED && meanwhile.what.equals(OUTAGE_BEFORE);
        return meanwhile
                .happens
                .apply(scenario)
                .until("15:00")
                .finds("14:23", before)
                .finds("14:45", left)
                .finds("14:59", left)
                .says(
                        "14:24",
                        "14:50",
                        isHidden
                                ? "Apple's service or the network fails, not the token"
                                : owners.areOne() ? "1 of 2 renewed" : "Resolved")
                .neverFindsBetween("14:37:10", "15:00", how + "school/1");
    }
}
