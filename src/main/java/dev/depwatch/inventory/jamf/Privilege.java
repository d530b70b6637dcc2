package dev.depwatch.inventory.jamf;

/** What a request needs: a privilege of the API role in Jamf Pro, or the permission for it at the gateway. */
enum Privilege {
    READ_ENROLLMENTS("Read Device Enrollment Program Instances", "device-enrollment-program-instances:read"),
    READ_LOCATIONS("Read Volume Purchasing Locations", "volume-purchasing-locations:read"),
    READ_GSX("Read GSX Connection", ""),
    READ_PUSH_CERTIFICATES("Read Push Certificates", ""),
    UPDATE_ENROLLMENTS("Update Device Enrollment Program Instances", ""),
    UPDATE_LOCATIONS("Update Volume Purchasing Locations", "");

    private final String displayName;
    private final String permission;

    Privilege(String displayName, String permission) {
        this.displayName = displayName;
        this.permission = permission;
    }

    /** In the words of Jamf Pro's own documentation. */
    String displayName() {
        return displayName;
    }

    /** "" if its name is not public. */
    String permission() {
        return permission;
    }
}
