package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.depwatch.token.AppleId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose account a token depends on, and where findings mark it. */
class SharedAccountsTest {
    private static final String PERSON = "anna@example.org";
    private static final String SHARED = "mdm@appleid.example.org";

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "none", textBlock = """
            without a pattern nobody is personal       , none                     , anna@example.org          , false
            a named account is shared                  , mdm@example.org           , mdm@example.org           , false
            any other account is personal              , mdm@example.org           , anna@example.org          , true
            a star stands for any characters           , *@appleid.example.org     , mdm@appleid.example.org   , false
            a star stands for no characters too        , mdm*@example.org          , mdm@example.org           , false
            a pattern may have several stars           , *-mdm-*@*.org             , a-mdm-b@example.org       , false
            a pattern matches the whole account        , mdm@example.org           , xmdm@example.org          , true
            a pattern ends where the account ends      , *@example.org             , anna@example.org.evil.com , true
            case does not matter                       , *@AppleID.Example.org     , mdm@appleid.example.org   , false
            a dot is a dot                             , *@example.org             , anna@exampleXorg          , true
            a question mark is no pattern              , mdm?@example.org          , mdm1@example.org          , true
            """)
    void an_account_is_personal_if_no_pattern_fits(String rule, String glob, String owner, boolean personal) {
        SharedAccounts accounts = new SharedAccounts(glob == null ? List.of() : List.of(glob));

        assertThat(accounts.isPersonal(AppleId.of(owner).orElseThrow()))
                .as(rule)
                .isEqualTo(personal);
    }

    @Test
    void one_pattern_that_fits_is_enough() {
        assertThat(new SharedAccounts(List.of("a@example.org", "*@appleid.example.org"))
                        .isPersonal(new AppleId(SHARED)))
                .isFalse();
    }

    @Test
    void no_pattern_takes_long() {
        SharedAccounts accounts = new SharedAccounts(List.of("*a".repeat(120) + "b"));
        AppleId owner = new AppleId("a".repeat(250));

        assertThat(assertTimeoutPreemptively(Duration.ofMinutes(1), () -> accounts.isPersonal(owner)))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void a_renewal_marks_a_personal_owner(Situation situation) {
        situation.holds(AssessmentLines::by);
    }

    static Stream<Situation> a_renewal_marks_a_personal_owner() {
        return Situation.told("""
                given: instances school; sharedAccounts *@appleid.example.org
                a token to regenerate
                    ade school 1 anna; fails school FORBIDDEN 0 4
                    @ 4 | school: regenerate, certain 1 of anna PERSONAL_OWNER
                a token that ends soon
                    ade school 1 anna; expires school 1 60 @ 0 | school: renew, certain 1 of anna PERSONAL_OWNER
                a shared account is not marked
                    ade school 1 mdm@appleid.example.org; expires school 1 60
                    @ 0 | school: renew, certain 1 of mdm@appleid.example.org
                without a renewal there is no mark
                    ade school 1 anna; seen school TERMS_NOT_SIGNED 0 @ 4 | school: accept_terms, certain 1 of anna
                a personal owner alone is no finding
                    ade school 1 anna; synced school 1 OK 0 @ 0 | nothing
                given: instances school; ade school 1 anna
                without a policy there is no mark
                    fails school FORBIDDEN 0 4 @ 4 | school: regenerate, certain 1 of anna
                """);
    }

    @Test
    void every_token_of_a_person_is_marked() {
        Assessment assessment = World.of("school")
                .sharedAccounts("*@appleid.example.org")
                .ade("school", "1", PERSON)
                .ade("school", "2", SHARED)
                .ade("school", "3", "")
                .at(0);

        assertThat(assessment.tokens()).extracting(TokenHealth::personalOwner).containsExactly(true, false, false);
    }
}
