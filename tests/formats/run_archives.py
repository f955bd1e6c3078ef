"""The exports of Strava, Garmin and Apple as files, made of real ones."""

import json

from tests.formats.run_files import SMALL, content, zipped

FIT = content("fit/chiptime__clean__run-basic.fit", SMALL)
DYNAMICS = content("fit/connectstats__activity_2545022458.fit", SMALL)
GPX = content("gpx/py-activityreaders__testdata.gpx", SMALL)
TCX = content("tcx/py-activityreaders__testdata.tcx", SMALL)
STRAVA_FILE = (SMALL / "fit/geo-activity-playground__12866632127.fit.gz").read_bytes()
STRAVA_TABLE = (SMALL / "strava/activities.csv").read_text("utf-8")
APPLE = SMALL / "apple_health_export"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


def strava() -> dict[str, bytes]:
    header, row = STRAVA_TABLE.splitlines()
    treadmill = row.replace("activities/12866632127.fit.gz", "").replace("12070555079", "1")
    german = treadmill.replace('"May 29, 2022, 3:53:35 PM"', '"09.12.2022, 15:24:49"')
    german = german.replace("3322.949951171875", '"9440,5"').replace(",Run,", ",Lauf,")
    lost = row.replace("12866632127", "999").replace("12070555079", "3")
    undated = treadmill.replace('"May 29, 2022, 3:53:35 PM"', "gestern").replace("1,", "4,", 1)
    table = "\n".join([header, row, treadmill, german.replace("1,", "2,", 1), lost, undated, ""])
    return {
        "activities.csv": table.encode(),
        "activities/12866632127.fit.gz": STRAVA_FILE,
        "activities/77.gpx": GPX,
        "profile.csv": b"name",
        "media/a.jpg": PNG,
    }


def garmin() -> dict[str, bytes]:
    monitoring = bytearray(FIT)
    at = monitoring.index(b"\x04", 14 + 6 + 3 * monitoring[14 + 5] + 1)
    monitoring[at] = 32
    uploaded = zipped({"1.fit": FIT, "2.fit": DYNAMICS, "3.fit": bytes(monitoring), "4.txt": b"x"})
    summary = {
        "activityId": 5,
        "activityType": "treadmill_running",
        "startTimeGmt": 1_772_352_000_000.0,
        "startTimeLocal": 1_772_355_600_000.0,
        "duration": 1_800_000.0,
        "elapsedDuration": 1_860_000.0,
        "movingDuration": 1_790_000.0,
        "distance": 512_345.0,
        "elevationGain": 1_200.0,
    }
    table = json.dumps([{"summarizedActivitiesExport": [summary]}]).encode()
    return {
        "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip": uploaded,
        "DI_CONNECT/DI-Connect-Fitness/me_0_summarizedActivities.json": table,
        "DI_CONNECT/DI-Connect-Wellness/sleep.json": b"{}",
        "customer_data/customer.json": b"{}",
        "README.txt": b"hello",
    }


def apple() -> dict[str, bytes]:
    export = (APPLE / "export.xml").read_bytes()
    routes = APPLE / "workout-routes"
    base = "apple_health_export"
    return {
        f"{base}/Exportación.xml": export,
        f"{base}/export_cda.xml": b"<ClinicalDocument/>",
        f"{base}/electrocardiograms/ecg.csv": b"a,b",
        **{f"{base}/workout-routes/{each.name}": each.read_bytes() for each in routes.iterdir()},
    }
