package dev.depwatch.scenario;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.http.AnsweringHttp.Answered;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.Apple.Download;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * One instance of Jamf Pro in a scenario: the tokens it holds, how they sync, what it logs of that and what its API
 * says. Keeps what really happened, so that what depwatch says can be held against it.
 */
final class JamfPro {
    private static final Duration BETWEEN_SYNCS = Duration.ofMinutes(2);
    /** Between two tokens' syncs of one round. */
    private static final Duration BETWEEN_TOKENS = Duration.ofSeconds(3);

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss,SSS", Locale.ROOT);
    private static final DateTimeFormatter BRACKETS_DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss,SSS", Locale.ROOT);

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final DateTimeFormatter WITHOUT_OFFSET = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter WITH_OFFSET = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final String name;
    private final Apple apple;
    private final Map<String, Held> tokens = new LinkedHashMap<>();
    private final List<Location> locations = new ArrayList<>();
    private final List<Notification> notifications = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final List<Instant> strays = new ArrayList<>();
    private Form form = Form.BRACKETS;
    private boolean hasLog = true;
    private Optional<Instant> nextSync = Optional.empty();
    private Optional<Answer> networkFault = Optional.empty();
    private int apiStatus = 200;
    private String goodWord = "SUCCESSFUL";
    private String failedWord = "CONNECTION_ERROR";
    private ZoneId zone = ZoneOffset.UTC;
    /** By how much its host's clock is ahead. */
    private Duration skew = Duration.ZERO;

    private boolean withOffset;
    private boolean listsSyncs = true;
    private int syncsStatus = 200;
    private boolean notifies = true;
    private UnaryOperator<ObjectNode> changedRow = row -> row;

    /** How the log is laid out and how it names a failure. */
    enum Form {
        /** Jamf Pro until 10.30: Apple's answer is not stated. */
        UNSTATED,
        /** Jamf Pro since 10.31. */
        BRACKETS,
        /** The container's standard output. */
        CONTAINER
    }

    /** A token in an entry of Jamf Pro, for as long as it was there. */
    record Tenure(Download download, LocalDate expires, Instant from) {}

    /**
     * How one sync went.
     *
     * @param isStated whether the API says so in a word that anybody knows
     */
    record Synced(Instant at, Optional<Answer> refusal, Download token, boolean isStated) {
        boolean wentWell() {
            return refusal.isEmpty();
        }
    }

    /** An entry for an enrolment token. */
    static final class Held {
        final String id;
        final String organization;
        final List<Tenure> tenures = new ArrayList<>();
        final List<Synced> syncs = new ArrayList<>();
        private IntFunction<Optional<Answer>> refusals = number -> Optional.empty();
        private int number;
        private Optional<String> word = Optional.empty();
        private boolean standsStill;

        Held(String id, String organization) {
            this.id = id;
            this.organization = organization;
        }

        Tenure tenure() {
            return tenures.get(tenures.size() - 1);
        }
    }

    /** An entry for a content token. */
    private static final class Location {
        final String id;
        String owner;
        Instant expires;
        private Instant lastSync;
        private boolean moves = true;

        Location(String id, String owner, Instant expires, Instant lastSync) {
            this.id = id;
            this.owner = owner;
            this.expires = expires;
            this.lastSync = lastSync;
        }
    }

    private record Notification(String type, String id, String name) {}

    JamfPro(String name, Apple apple) {
        this.name = name;
        this.apple = apple;
    }

    String name() {
        return name;
    }

    boolean hasLog() {
        return hasLog;
    }

    /** Whether its API reports how tokens sync. */
    boolean reportsSyncs() {
        return syncsStatus == 200;
    }

    List<String> log() {
        return log;
    }

    Map<String, Held> tokens() {
        return tokens;
    }

    Held token(String id) {
        Held held = tokens.get(id);
        if (held == null) {
            throw new IllegalArgumentException("no token " + id + " on " + name);
        }
        return held;
    }

    // What an instance is like.

    JamfPro logs(Form how) {
        form = how;
        return this;
    }

    JamfPro withoutLog() {
        hasLog = false;
        return this;
    }

    JamfPro says(String good, String failed) {
        goodWord = good;
        failedWord = failed;
        return this;
    }

    JamfPro saysTimesWithOffset() {
        withOffset = true;
        return this;
    }

    /** Each row of an enrolment token is answered like this. */
    JamfPro answersRows(UnaryOperator<ObjectNode> change) {
        changedRow = change;
        return this;
    }

    JamfPro withoutListOfSyncs() {
        listsSyncs = false;
        return this;
    }

    /**
     * Its API does not report how tokens sync: 404 as for tokens that have never synced, or an error.
     */
    JamfPro withoutSyncs(int status) {
        syncsStatus = status;
        return this;
    }

    JamfPro withoutNotifications() {
        notifies = false;
        return this;
    }

    JamfPro firstSyncAt(Instant at) {
        nextSync = Optional.of(at);
        return this;
    }

    JamfPro ade(String id, String owner, String organization, LocalDate expires, Instant since) {
        Held held = new Held(id, organization);
        held.tenures.add(new Tenure(apple.download(serverOf(id), owner, since), expires, since));
        tokens.put(id, held);
        return this;
    }

    JamfPro content(String id, String owner, Instant expires, Instant lastSync) {
        locations.add(new Location(id, owner, expires, lastSync));
        return this;
    }

    /** The server at Apple that the entry of this id was made for. */
    String serverOf(String id) {
        return "mdm-" + name + "-" + id;
    }

    static String uuid(String server) {
        return "UUID-" + server.toUpperCase(Locale.ROOT);
    }

    // What happens to it.

    void upload(String id, Download download, Instant now) {
        token(id)
                .tenures
                .add(new Tenure(
                        download,
                        LocalDate.ofInstant(download.at(), ZoneOffset.UTC).plusYears(1),
                        now));
    }

    /** Whether the log said before that moment that the server was deleted, and it still is. */
    boolean loggedThatItIsGone(String id, String server, Instant before) {
        return hasLog
                && apple.isDeleted(server)
                && token(id).syncs.stream()
                        .anyMatch(sync -> sync.at().isBefore(before)
                                && sync.token().server().equals(server)
                                && sync.refusal().equals(Optional.of(Answer.SERVER_INACTIVE)));
    }

    void remove(String id) {
        tokens.remove(id);
        locations.removeIf(location -> location.id.equals(id));
    }

    void refuses(String id, IntFunction<Optional<Answer>> refusals) {
        Held held = token(id);
        held.number = 0;
        held.refusals = refusals;
    }

    /** From now on the sync state of the token has this word, whatever happens; empty: as usual. */
    void word(String id, Optional<String> word) {
        token(id).word = word;
    }

    void standStill(String id, boolean standsStill) {
        token(id).standsStill = standsStill;
    }

    void network(Optional<Answer> fault) {
        networkFault = fault;
    }

    /** 200, an error, or 0 for a connection that is refused. */
    void api(int status) {
        apiStatus = status;
    }

    void moveContent(String id, boolean moves) {
        locations.stream().filter(location -> location.id.equals(id)).forEach(location -> location.moves = moves);
    }

    void runsIn(ZoneId other) {
        zone = other;
    }

    ZoneId zone() {
        return zone;
    }

    void isAhead(Duration duration) {
        skew = duration;
    }

    void renewContent(String id, String owner, Instant expires) {
        locations.stream().filter(location -> location.id.equals(id)).forEach(location -> {
            location.owner = owner;
            location.expires = expires;
        });
    }

    void notify(String type, String id, String named) {
        notifications.add(new Notification(type, id, named));
    }

    void dismiss(String type) {
        notifications.removeIf(one -> one.type().equals(type));
    }

    /** Everything that happens by itself up to that time. */
    void live(Instant now) {
        while (nextSync.filter(at -> !at.isAfter(now)).isPresent()) {
            Instant round = nextSync.orElseThrow();
            Instant at = round;
            for (Held held : List.copyOf(tokens.values())) {
                if (!held.standsStill) {
                    sync(held, at);
                }
                at = at.plus(BETWEEN_TOKENS);
            }
            Instant contentAt = round;
            locations.stream().filter(location -> location.moves).forEach(location -> location.lastSync = contentAt);
            chatter(at);
            nextSync = Optional.of(round.plus(BETWEEN_SYNCS));
        }
    }

    private void sync(Held held, Instant at) {
        Tenure tenure = held.tenure();
        int number = held.number++;
        Optional<Answer> refusal = held.refusals
                .apply(number)
                .or(() -> networkFault)
                .or(() -> apple.answer(
                        tenure.download(),
                        held.organization,
                        tenure.expires()
                                .plusDays(1)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant(),
                        at));
        boolean isStated = syncsStatus == 200 && held.word.isEmpty() && Outcome.of(goodWord) == Outcome.GOOD;
        held.syncs.add(new Synced(at, refusal, tenure.download(), isStated));
        refusal.ifPresentOrElse(
                answer -> log(answer, at), () -> apple.connect(tenure.download().server(), at));
    }

    /** A record that has nothing to do with tokens, as nearly all have. */
    void chatter(Instant at) {
        write(at, "INFO", "GeneralPool-82", "ParentProfileCleanupMonitor", "Running parent profile cleanup");
    }

    /** A record of a failure that no sync had. */
    void stray(Answer answer, Instant at) {
        strays.add(at);
        log(answer, at);
    }

    List<Instant> strays() {
        return strays;
    }

    private void log(Answer answer, Instant at) {
        String className = switch (answer) {
            case BAD_REQUEST, SERVER_INACTIVE -> "DeviceEnrollmentProgramDeviceHelper";
            default -> "DeviceEnrollmentInstanceSyncCommService";
        };
        write(at, "ERROR", "ScheduledPool-8", className, message(answer));
    }

    private String message(Answer answer) {
        return switch (answer) {
            case FORBIDDEN -> stated("403", "FORBIDDEN");
            case TOKEN_REJECTED -> stated("403", "token_rejectedForbidden");
            case TERMS_NOT_SIGNED -> stated("403", "T_C_NOT_SIGNED");
            case UNKNOWN_WORD -> stated("403", "SOMETHING_NEW");
            case TIMESTAMP_REFUSED -> stated("401", "timestamp_refusedUnauthorized");
            case PROXY_PAGE -> stated("403", "<html><body>Blocked</body></html>");
            case TOKEN_EXPIRED ->
                form == Form.UNSTATED
                        ? qualified() + ": Cannot create a connection for an expired token"
                        : "DeviceEnrollmentProgramException[message='Cannot create a connection for an expired token']";
            case SERVER_INACTIVE -> "403: SERVER_INACTIVE";
            case BAD_REQUEST -> "400 response from Device Enrollment Program indicating one of the following:";
            case SERVICE_UNAVAILABLE ->
                form == Form.UNSTATED
                        ? qualified() + ": The DEP service reported an error."
                        : "DeviceEnrollmentProgramException[responseCode=503, message='The DEP service reported an error.']";
            case NETWORK_FAULT -> "java.net.SocketTimeoutException: Read timed out";
        };
    }

    private static String qualified() {
        return "com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentProgramException";
    }

    private String stated(String code, String body) {
        return form == Form.UNSTATED
                ? qualified() + ": An error occurred during oauth token refresh"
                : "DeviceEnrollmentProgramException[responseCode=" + code + ", responseBody='" + body
                        + "', message='An error occurred during oauth token refresh']";
    }

    void write(Instant at, String level, String thread, String className, String message) {
        DateTimeFormatter date = (form == Form.BRACKETS ? BRACKETS_DATE : DATE).withZone(zone);
        Instant logged = at.plus(skew);
        String line = form == Form.CONTAINER
                ? "%s %-5s %s: - %s".formatted(date.format(logged).substring(0, 19), level, className, message)
                : "%s [%-5s] [%-11s] [%-25s] - %s"
                        .formatted(date.format(logged), level, end(thread, 11), end(className, 25), message);
        if (hasLog) {
            log.addAll(line.lines().toList());
        }
    }

    private static String end(String text, int length) {
        return text.substring(Math.max(0, text.length() - length));
    }

    // What its API answers.

    /** With its own time. */
    Answered answer(String path, Instant now) throws IOException {
        Answered answer = answer(path);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(now.plus(skew).atOffset(ZoneOffset.UTC));
        return new Answered(answer.status(), answer.body(), date);
    }

    private Answered answer(String path) throws IOException {
        if (apiStatus == 0) {
            throw new ConnectException("connection refused");
        }
        if (apiStatus != 200) {
            return new Answered(apiStatus, "{\"httpStatus\":" + apiStatus + ",\"errors\":[]}");
        }
        String below = path.substring(path.indexOf("/api/"));
        if (below.endsWith("/oauth/token")) {
            return new Answered(200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":86400}");
        }
        if (syncsStatus != 200 && below.contains("/syncs")) {
            return below.endsWith("/syncs") && syncsStatus == 404
                    ? new Answered(200, "[]")
                    : new Answered(syncsStatus, "{\"httpStatus\":" + syncsStatus + ",\"errors\":[]}");
        }
        return switch (below.split("\\?", 2)[0]) {
            case "/api/v1/device-enrollments" ->
                page(tokens.values().stream().map(this::row).toList());
            case "/api/v1/device-enrollments/syncs" ->
                listsSyncs ? new Answered(200, array(syncs()).toString()) : notFound();
            case "/api/v1/volume-purchasing-locations" ->
                page(locations.stream().map(JamfPro::row).toList());
            case "/api/v1/notifications" -> new Answered(200, array(notices()).toString());
            default -> latest(below);
        };
    }

    private Answered latest(String path) {
        String id = path.replaceAll(".*device-enrollments/(.*)/syncs/latest", "$1");
        return syncs().stream()
                .filter(sync -> sync.path("instanceId").asText().equals(id))
                .reduce((older, newer) -> newer)
                .map(sync -> new Answered(200, sync.toString()))
                .orElseGet(JamfPro::notFound);
    }

    private static Answered notFound() {
        return new Answered(404, "{\"httpStatus\":404,\"errors\":[]}");
    }

    private static Answered page(List<ObjectNode> rows) {
        ObjectNode body = JSON.objectNode().put("totalCount", rows.size());
        body.set("results", array(rows));
        return new Answered(200, body.toString());
    }

    private static ArrayNode array(List<ObjectNode> rows) {
        return JSON.arrayNode().addAll(rows);
    }

    private ObjectNode row(Held held) {
        Tenure tenure = held.tenure();
        return changedRow.apply(JSON.objectNode()
                .put("id", held.id)
                .put("name", name + " devices " + held.id)
                .put("serverName", apple.nameOf(tenure.download().server()))
                .put("serverUuid", uuid(tenure.download().server()))
                .put("adminId", Scenario.address(tenure.download().owner()))
                .put("orgName", held.organization)
                .put("tokenExpirationDate", tenure.expires().toString()));
    }

    private static ObjectNode row(Location location) {
        return JSON.objectNode()
                .put("name", "content " + location.id)
                .put("id", location.id)
                .put("appleId", Scenario.address(location.owner))
                .put("organizationName", "Example")
                .put("tokenExpiration", WITHOUT_OFFSET.format(location.expires) + "Z")
                .put("clientContextMismatch", false)
                .put("lastSyncTime", WITHOUT_OFFSET.format(location.lastSync) + "Z");
    }

    private List<ObjectNode> syncs() {
        List<ObjectNode> rows = new ArrayList<>();
        for (Held held : tokens.values()) {
            held.syncs.stream()
                    .skip(Math.max(0, held.syncs.size() - 2))
                    .forEach(sync -> rows.add(JSON.objectNode()
                            .put("syncState", word(held, sync))
                            .put("instanceId", held.id)
                            .put(
                                    "timestamp",
                                    (withOffset ? WITH_OFFSET : WITHOUT_OFFSET)
                                            .format(sync.at().plus(skew)))));
        }
        return rows;
    }

    private String word(Held held, Synced sync) {
        return held.word.orElse(sync.refusal().isPresent() ? failedWord : goodWord);
    }

    private List<ObjectNode> notices() {
        List<Notification> all = new ArrayList<>(notifications);
        if (notifies) {
            tokens.values().stream()
                    .filter(held -> apple.hasUnsignedTerms(held.organization))
                    .forEach(held -> all.add(new Notification(
                            "DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED",
                            "auto-" + held.id,
                            name + " devices " + held.id)));
        }
        return all.stream()
                .map(one -> {
                    ObjectNode row = JSON.objectNode().put("type", one.type()).put("id", one.id());
                    row.putObject("params").put("name", one.name());
                    return row;
                })
                .toList();
    }
}
