package dev.depwatch.assess;

import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.depwatch.token.AppleId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> accounts.isPersonal(owner)))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void a_renewal_marks_a_personal_owner(String rule, World world, double minute, List<String> expected) {
        assertThat(AssessmentLines.by(world.at(minute))).as(rule).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> a_renewal_marks_a_personal_owner() {
        return Stream.of(
                Arguments.of(
                        "a token to regenerate",
                        policy().ade("school", "1", PERSON).fails("school", FORBIDDEN, 0, 4),
                        4,
                        List.of("school: regenerate, certain 1 of anna@example.org PERSONAL_OWNER")),
                Arguments.of(
                        "a token that ends soon",
                        policy().ade("school", "1", PERSON).expires("school", "1", World.minute(60)),
                        0,
                        List.of("school: renew, certain 1 of anna@example.org PERSONAL_OWNER")),
                Arguments.of(
                        "a shared account is not marked",
                        policy().ade("school", "1", SHARED).expires("school", "1", World.minute(60)),
                        0,
                        List.of("school: renew, certain 1 of mdm@appleid.example.org")),
                Arguments.of(
                        "without a renewal there is no mark",
                        policy().ade("school", "1", PERSON).seen("school", TERMS_NOT_SIGNED, 0),
                        4,
                        List.of("school: accept_terms, certain 1 of anna@example.org")),
                Arguments.of(
                        "a personal owner alone is no finding",
                        policy().ade("school", "1", PERSON).synced("school", "1", "OK", 0),
                        0,
                        List.of()),
                Arguments.of(
                        "without a policy there is no mark",
                        World.of("school").ade("school", "1", PERSON).fails("school", FORBIDDEN, 0, 4),
                        4,
                        List.of("school: regenerate, certain 1 of anna@example.org")));
    }

    @Test
    void every_token_of_a_person_is_marked() {
        Assessment assessment = policy().ade("school", "1", PERSON)
                .ade("school", "2", SHARED)
                .ade("school", "3", "")
                .at(0);

        assertThat(assessment.tokens()).extracting(TokenHealth::personalOwner).containsExactly(true, false, false);
    }

    private static World policy() {
        return World.of("school").sharedAccounts("*@appleid.example.org");
    }
}
