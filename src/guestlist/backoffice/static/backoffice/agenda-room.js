// Choosing a room proposes its capacity for the session.
"use strict";
{
  const $ = django.jQuery;

  $(() => {
    const capacity = document.getElementById("id_capacity");
    const building = $("#id_building");
    if (!capacity) {
      return;
    }
    // What was proposed may be replaced by the next proposal; what a person wrote may not.
    let proposed = "";
    $("#id_room").on("select2:select", (event) => {
      const room = event.params.data;
      if (Number.isInteger(room.capacity) && (capacity.value === "" || capacity.value === proposed)) {
        proposed = String(room.capacity);
        capacity.value = proposed;
        capacity.dispatchEvent(new Event("input", { bubbles: true }));
      }
      if (room.building) {
        building.empty().append(new Option(room.building.text, room.building.id, true, true)).trigger("change");
      }
    });
  });
}
