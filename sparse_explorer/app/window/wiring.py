"""Which signal reaches whom in the window: all connections among its parts, in one place."""

from typing import TYPE_CHECKING

from sparse_explorer.app.qt import theme

if TYPE_CHECKING:
    from sparse_explorer.app.window.main_window import MainWindow


def connect_core(window: "MainWindow") -> None:
    """Connect what stays when the window's parts are made again."""
    session, loading, training = window.session, window.loading, window.training
    session.dataset_changed.connect(window.commands.announce_dataset)
    session.dataset_changed.connect(window.show_suggested_epochs)
    loading.status.connect(window.messages.set_status)
    loading.engine_ready.connect(lambda ready: window.top_bar.set_devices(ready.devices))
    loading.download_needed.connect(window.datasets.ask)
    loading.orphans_found.connect(window.orphans.offer)
    loading.failed.connect(window.errors.show)
    training.diverged.connect(window.commands.announce_diverged)
    training.failed.connect(window.errors.show)
    window.core.ready_changed.connect(window.show_ready)
    window.core.ready_changed.connect(window.prepare_stages)
    window.core.said.connect(window.messages.explain)
    window.inspector.no_disagreement.connect(window.commands.announce_no_disagreement)
    window.inspector.failed.connect(window.errors.show)
    window.answers.failed.connect(window.errors.show)
    window.overlaps.failed.connect(window.errors.show)
    window.core.measuring.failed.connect(window.errors.show)
    window.experiments.said.connect(window.messages.note)
    window.experiments.failed.connect(window.errors.show)
    window.pretrained.said.connect(window.messages.note)
    window.inspector.curves.failed.connect(window.errors.show)
    window.pretrained.failed.connect(window.errors.show)
    window.keeper.said.connect(window.messages.note)
    window.images.said.connect(window.messages.note)
    window.images.taken.connect(window.show_own_image)
    window.exporter.said.connect(window.messages.note)
    window.exporter.failed.connect(window.errors.show)
    window.take_away.said.connect(window.messages.note)
    window.take_away.failed.connect(window.errors.show)
    window.take_away.view_changed.connect(window.save_soon)
    window.errors.said.connect(window.messages.note)
    window.undo.returned.connect(window.commands.read_network)
    window.core.others.said.connect(window.messages.set_status)
    window.networks.said.connect(window.messages.note)
    window.networks.failed.connect(window.errors.show)


def connect(window: "MainWindow") -> None:
    """Connect the window's parts, with each other and with what stays; these connections end with the parts. Those of a
    stage are connected when it is made."""
    window.layout_.stage_made.connect(window.join_stage)
    _connect_background(window)
    _connect_panes(window)
    _connect_actions(window)


def _connect_background(window: "MainWindow") -> None:
    training = window.training
    training.activity_changed.connect(window.top_bar.show_activity)
    training.activity_changed.connect(window.variants_pane.show_activity)
    training.activity_changed.connect(window.actions_.show_activity)
    training.activity_changed.connect(window.headline.show_activity)
    window.inspector.flips_changed.connect(window.noise_bar.set_flips)
    window.noise_bar.noise.noise_changed.connect(training.give_way)
    history = window.core.history
    history.view_changed.connect(window.noise_bar.show_history)
    window.noise_bar.history.moment_chosen.connect(history.go_to)
    window.keeper.kept.connect(window.top_bar.show_own_sets)


def connect_stage(window: "MainWindow", name: str) -> None:
    """Connect the panes of a stage that was made just now."""
    {"train": _connect_train, "compare": _connect_compare, "explain": _connect_explain}[name](window)


def _connect_train(window: "MainWindow") -> None:
    model = window.model_pane
    model.other.again_requested.connect(window.networks.open_again)
    model.validity_changed.connect(window.top_bar.set_valid)
    model.validity_changed.connect(window.actions_.set_valid)
    window.training_pane.view_changed.connect(window.save_soon)


def _connect_compare(window: "MainWindow") -> None:
    curves, results = window.curves_pane, window.results_pane
    window.training.activity_changed.connect(curves.show_activity)
    window.core.history.view_changed.connect(curves.show_history)
    curves.evaluate_requested.connect(window.commands.evaluate)
    results.csv_requested.connect(window.actions_.export_csv.trigger)
    results.png_requested.connect(window.actions_.export_plot.trigger)
    results.svg_requested.connect(window.actions_.export_svg.trigger)
    results.copy_requested.connect(window.actions_.copy_table.trigger)
    cost, measuring = window.cost_pane, window.core.measuring
    cost.measure_requested.connect(measuring.measure)
    cost.measuring_unwanted.connect(measuring.cancel)
    measuring.changed.connect(cost.show_measuring)
    cost.csv_requested.connect(window.exporter.save_cost)


def _connect_explain(window: "MainWindow") -> None:
    inspector, inside = window.inspector, window.inside_pane
    inspector.inspected.connect(window.inspector_pane.set_inspection)
    inspector.inspected.connect(inside.activations.set_inspection)
    inspector.inspected.connect(inside.theory.set_inspection)
    inspector.overlaps_changed.connect(window.overlap_pane.set_overlaps)
    window.overlap_pane.digit_wanted.connect(inspector.set_overlaps_wanted)
    inspector.weights_changed.connect(inside.weights.set_weights)
    window.inspector_pane.disagreement_wanted.connect(inspector.find_disagreement)
    window.inspector_pane.digit_wanted.connect(inspector.set_digit_wanted)
    inspector.set_digit_wanted(window.inspector_pane.isVisible())
    history = window.core.history
    history.view_changed.connect(window.overlap_pane.show_history)
    history.view_changed.connect(inside.boosting.show_history)
    inside.turned.connect(window.save_soon)
    panel, images = window.inspector_pane.drawing, window.images
    panel.picture_wanted.connect(images.open)
    panel.paste_wanted.connect(images.paste)
    panel.test_image_wanted.connect(images.draw_on_test_image)
    panel.keep_wanted.connect(window.keeper.ask)
    board = window.inspector_pane.board
    board.unit_wanted.connect(inspector.look_at_unit)
    board.curve_wanted.connect(inspector.curves.toggle)
    board.lanes.unit_pointed.connect(window.tour.note_pointing)
    inspector.unit_found.connect(board.set_unit)
    inspector.curves.changed.connect(board.set_curves)
    pane = window.disagreement_pane
    window.answers.changed.connect(pane.set_answers)
    pane.wanted.connect(window.answers.set_wanted)
    pane.csv_requested.connect(window.exporter.save_confusion)
    pane.said.connect(window.messages.note)
    pane.opened.connect(lambda: window.layout_.bring_to_front("inspector"))
    window.overlaps.changed.connect(window.overlap_pane.set_sample)
    window.overlap_pane.sample_wanted.connect(window.overlaps.set_wanted)


def _connect_panes(window: "MainWindow") -> None:
    bar, commands = window.top_bar, window.commands
    bar.train_requested.connect(commands.train_all)
    bar.pause_requested.connect(window.training.pause)
    bar.resume_requested.connect(window.training.resume)
    bar.stop_requested.connect(window.training.stop)
    bar.folder_requested.connect(window.datasets.choose_folder)
    bar.dataset_requested.connect(window.datasets.choose)
    window.variants_pane.refused.connect(window.messages.note)
    window.variants_pane.removed.connect(commands.announce_removed)
    window.variants_pane.again_requested.connect(commands.train_again)
    window.variants_pane.longer_requested.connect(commands.train_longer)
    bar.stages.chosen.connect(window.layout_.show_stage)
    window.layout_.stage_changed.connect(bar.stages.set_current)
    window.layout_.arranged.connect(window.save_soon)
    window.layout_.low_changed.connect(window.messages.spare_room)
    window.headline.tour_requested.connect(window.tour.begin)
    window.headline.closed.connect(lambda: window.actions_.headline.setChecked(False))
    window.layout_.stage_changed.connect(window.headline.show_stage)


def _connect_actions(window: "MainWindow") -> None:
    actions, commands = window.actions_, window.commands
    actions.train.triggered.connect(commands.train_all)
    actions.train_selected.triggered.connect(commands.train_selected)
    actions.pause.triggered.connect(commands.pause_or_resume)
    actions.stop.triggered.connect(window.training.stop)
    actions.evaluate.triggered.connect(commands.evaluate)
    actions.evaluate_selected.triggered.connect(commands.evaluate_selected)
    actions.evaluate_every_noise.triggered.connect(commands.evaluate_every_noise)
    actions.save_experiment.triggered.connect(window.experiments.save)
    actions.open_experiment.triggered.connect(window.experiments.open)
    actions.open_folder.triggered.connect(window.experiments.open_folder)
    actions.open_network.triggered.connect(window.networks.ask)
    actions.open_pretrained.triggered.connect(window.pretrained.open)
    actions.export_csv.triggered.connect(window.exporter.save_csv)
    actions.export_plot.triggered.connect(window.exporter.save_png)
    actions.export_svg.triggered.connect(window.exporter.save_svg)
    actions.export_cost.triggered.connect(lambda: window.cost_pane.ask_for_csv())
    actions.copy_table.triggered.connect(window.exporter.copy_table)
    take_away = window.take_away
    actions.figure.triggered.connect(take_away.figure)
    actions.report.triggered.connect(take_away.report)
    actions.variant_differences.triggered.connect(take_away.show_differences)
    actions.activations.triggered.connect(take_away.activations)
    actions.script.triggered.connect(take_away.script)
    actions.onnx.triggered.connect(take_away.onnx)
    actions.copy_command.triggered.connect(take_away.copy_command)
    actions.save_toml.triggered.connect(take_away.save_toml)
    actions.copy_link.triggered.connect(take_away.copy_link)
    actions.open_link.triggered.connect(take_away.ask_for_link)
    actions.undo_remove.triggered.connect(commands.undo_remove)
    actions.undo.triggered.connect(window.undo.undo)
    actions.redo.triggered.connect(window.undo.redo)
    window.undo.steps_changed.connect(actions.show_steps)
    actions.bring_back.triggered.connect(window.orphans.bring_back)
    window.orphans.changed.connect(actions.bring_back.setEnabled)
    actions.add_variant_actions(window.variants_pane.add_menu, window.variants_pane.list.actions())
    bar = window.noise_bar
    actions.previous_digit.triggered.connect(bar.stepper.previous_button.click)
    actions.next_digit.triggered.connect(bar.stepper.next_button.click)
    actions.random_digit.triggered.connect(window.digits.choose_random)
    actions.disagree.triggered.connect(window.inspector.find_disagreement)
    actions.new_noise.triggered.connect(bar.noise.new_noise_button.click)
    actions.draw.triggered.connect(window.show_own_image)
    actions.open_picture.triggered.connect(window.images.open)
    actions.paste_picture.triggered.connect(window.images.paste)
    for name, action in actions.stages.items():
        action.triggered.connect(lambda _=False, name=name: window.layout_.show_stage(name))
    actions.palette.triggered.connect(window.help.show_palette)
    actions.shortcuts.triggered.connect(window.help.show_shortcuts)
    actions.goals.triggered.connect(window.sheets.show_goals)
    actions.glossary.triggered.connect(window.sheets.show_glossary)
    actions.presentation.triggered.connect(window.presentation.toggle)
    actions.tour.triggered.connect(window.tour.begin)
    actions.headline.toggled.connect(window.layout_.want_headline)
    actions.headline.toggled.connect(window.save_soon)
    actions.about.triggered.connect(window.help.show_about)
    actions.reset_layout.triggered.connect(window.reset_layout)
    actions.open_log_folder.triggered.connect(window.errors.open_log_folder)
    actions.theme_chosen.connect(theme.theme().set_choice)
    actions.language_chosen.connect(window.choose_language)
    actions.quit.triggered.connect(window.close)
