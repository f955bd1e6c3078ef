"""The app in the browser: screens that show a review or add to a diary, and decide nothing."""
