package dev.depwatch.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.demo.SimulatedServer.Answer;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What an instance answers, with the fields that Jamf documents. */
final class SimulatedRows {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Sync states have a UTC offset without a colon. */
    private static final DateTimeFormatter SYNC_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private SimulatedRows() {}

    static ObjectNode devices(String token, int count) {
        ObjectNode body = JSON.objectNode().put("totalCount", count);
        ArrayNode results = body.putArray("results");
        for (int device = 1; device <= count; device++) {
            ObjectNode row = results.addObject()
                    .put("id", Integer.toString(device))
                    .put("deviceEnrollmentProgramInstanceId", token)
                    .put("prestageId", "1")
                    .put("serialNumber", "SIMULATED%05d".formatted(device))
                    .put("description", "IPAD WI-FI 64GB")
                    .put("model", "iPad")
                    .put("color", "SPACE GRAY")
                    .put("assetTag", "")
                    .put("profileStatus", "ASSIGNED");
            row.putObject("syncState");
            row.put("profileAssignTime", "2026-08-24T07:00:00.000Z")
                    .put("profilePushTime", "2026-08-24T07:30:00.000Z")
                    .put("deviceAssignedDate", "2026-08-24T06:00:00.000Z");
        }
        return body;
    }

    static ObjectNode enrollment(Token token) {
        return JSON.objectNode()
                .put("id", token.id())
                .put("name", token.name())
                .put("supervisionIdentityId", "1")
                .put("siteId", "-1")
                .put("serverName", token.serverName())
                .put("serverUuid", token.serverUuid())
                .put("adminId", owner(token))
                .put("orgName", token.organization())
                .put("orgEmail", "")
                .put("orgPhone", "")
                .put("orgAddress", "")
                .put("tokenExpirationDate", token.expiry().map(Expiry::shown).orElse(""));
    }

    /** Older before newer: the documentation gives no order, so a client that uses the first element is wrong here. */
    static Stream<ObjectNode> syncs(Held held) {
        return held.syncs().stream()
                .map(sync -> JSON.objectNode()
                        .put("syncState", sync.state())
                        .put("instanceId", held.token().id())
                        .put("timestamp", SYNC_TIME.format(sync.at())));
    }

    static ObjectNode location(Held held, boolean isClaimedElsewhere) {
        Token token = held.token();
        List<Held.Sync> syncs = held.syncs();
        ObjectNode location = JSON.objectNode()
                .put("name", token.name())
                .put("totalPurchasedLicenses", 1)
                .put("totalUsedLicenses", 1)
                .put("id", token.id())
                .put("appleId", owner(token))
                .put("email", "")
                .put("organizationName", token.organization())
                .put("countryCode", "US")
                .put("locationName", token.name())
                .put("clientContextMismatch", isClaimedElsewhere)
                .put("automaticallyPopulatePurchasedContent", false)
                .put("sendNotificationWhenNoLongerAssigned", false)
                .put("autoRegisterManagedUsers", false)
                .put("siteId", "-1")
                .put("siteName", "None");
        token.expiry().ifPresent(expiry -> location.put("tokenExpiration", TIME.format(expiry.at())));
        if (!syncs.isEmpty()) {
            location.put("lastSyncTime", TIME.format(syncs.get(syncs.size() - 1).at()));
        }
        return location;
    }

    static ObjectNode unsignedTerms(Token token) {
        ObjectNode notification = notification("DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", token);
        notification.putObject("params").put("name", token.name());
        return notification;
    }

    /** It has no parameters: they are not public. */
    static ObjectNode revoked(Token token) {
        return notification("VPP_TOKEN_REVOKED", token);
    }

    private static ObjectNode notification(String type, Token token) {
        ObjectNode notification = JSON.objectNode().put("type", type).put("id", token.id());
        notification.putObject("params");
        return notification;
    }

    private static String owner(Token token) {
        return token.owner().map(AppleId::value).orElse("");
    }

    static Answer error(int status, String description) {
        ObjectNode body = JSON.objectNode().put("httpStatus", status);
        body.putArray("errors")
                .addObject()
                .put("code", "")
                .putNull("field")
                .put("description", description)
                .put("id", "0");
        return Answer.json(status, body);
    }
}
